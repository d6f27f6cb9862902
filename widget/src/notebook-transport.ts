import { fallbackTransport, httpTransport, type Transport } from '@deepdecipher/client';
import { mayReach } from './may-reach.ts';
import type { SyncedPage } from './neuron-traits.ts';

/** Milliseconds until the browser gives up on the API and asks the kernel. */
const HTTP_TIMEOUT = 4_000;

/** How a widget in a notebook comes by its pages. */
export interface NotebookSources {
  /** Address of the page that the widget is shown in. */
  readonly page: string;
  /** Address of the API, empty if only the kernel can answer. */
  readonly api: string;
  readonly kernel: Transport;
  /** The page that came with the widget's state. */
  readonly synced: () => SyncedPage | undefined;
  /** Called with each page that had to be asked for. */
  readonly keep: (page: SyncedPage) => void;
}

/** Answers from the widget's own state; else asks the API if the browser may; else the kernel. */
export function notebookTransport({ page, api, kernel, synced, keep }: NotebookSources): Transport {
  const network = mayReach(page, api)
    ? fallbackTransport(httpTransport(api, { timeout: HTTP_TIMEOUT }), kernel)
    : kernel;
  return {
    get address() {
      return network.address;
    },
    async get(path, options) {
      options?.signal?.throwIfAborted();
      const own = synced();
      if (own?.path === path) return { kind: 'page', body: own.body, etag: own.etag ?? undefined, isCopy: true };
      // Without the tag of a copy that the cache has: what is shown has to become part of the state.
      const reply = await network.get(path, { signal: options?.signal });
      if (reply.kind === 'page') keep({ path, body: reply.body, etag: reply.etag ?? null });
      return reply;
    },
  };
}
