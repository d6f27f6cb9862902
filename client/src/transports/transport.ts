/** What a transport brings back for one path. */
export type Reply =
  /** `body` is JSON text, not yet parsed. */
  | {
      readonly kind: 'page';
      readonly body: string;
      readonly etag: string | undefined;
      readonly version?: string | undefined;
      /** The page is not the API's word of now but one that the host has kept: it is given, but not kept again. */
      readonly isCopy?: boolean;
    }
  /** The caller's `etag` still holds. */
  | { readonly kind: 'not-modified'; readonly version?: string | undefined }
  /** 404: no such model, layer, neuron or service; `message` is the API's own word for it. */
  | { readonly kind: 'absent'; readonly message: string };

export interface TransportOptions {
  readonly signal?: AbortSignal | undefined;
  /** Entity tag of the copy that the caller already has. */
  readonly etag?: string | undefined;
}

/**
 * How paths of the API (`/api/py-solu-2l/all/1/172`) become replies. One per host: HTTP, a notebook's kernel, an editor's
 * webview, a dataset file. It does no caching and no validation.
 *
 * Where the API says which version of its data a reply is from, the reply's `version` holds it, an opaque string: pages of one
 * version all hold as long as one of them does.
 */
export interface Transport {
  /** Where the answers come from, for messages: an address or a file name. */
  readonly address: string;
  /**
   * @throws {ApiUnreachableError} when no answer came, or it broke off
   * @throws {ApiStatusError} when the answer is neither success, nor 304, nor 404
   * @throws {InvalidReplyError} when the answer is larger than any page can be
   */
  get(path: string, options?: TransportOptions): Promise<Reply>;
}
