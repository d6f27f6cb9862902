/** A page as it came from the API, kept for later. */
export interface StoredPage {
  /** JSON text, not yet validated: it is read again like a reply, since whoever can write to a store can put anything there. */
  readonly body: string;
  /** The page's entity tag. */
  readonly etag?: string | undefined;
  /** Version of the dataset that the page came from, where the API names one. */
  readonly version?: string | undefined;
  /** `Date.now()` when the page was last known to hold. */
  readonly checkedAt: number;
}

/**
 * Keeps pages between sessions: a folder, IndexedDB, or whatever a host has. Keys are opaque strings.
 *
 * A store may lose what it was given at any time, but never gives back anything else: what is damaged, half written or of
 * another format counts as not there. Several processes or tabs may use one at once; the last writer of a key wins.
 * Methods may reject (no room, no permission): the client counts that and goes on without.
 */
export interface Store {
  get(key: string): Promise<StoredPage | undefined>;
  /** Keeps a page under a key in place of what was there, dropping the least recently used pages when there is no room. */
  set(key: string, page: StoredPage): Promise<void>;
  delete(key: string): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
}
