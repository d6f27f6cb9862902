import { ApiStatusError, isDeepDecipherError, type Transport } from '@deepdecipher/client';
import type { Failure, ToHost, ToPage } from './webview/protocol.ts';

type Get = Extract<ToHost, { type: 'get' }>;

/** The extension host's end of a page's `MessageTransport`. */
export interface TransportHost {
  /** Makes the request and posts its outcome; never rejects. */
  get(request: Get): Promise<void>;
  cancel(id: number): void;
  /** Cancels all that still runs. */
  dispose(): void;
}

/**
 * @param post sends a message to the page
 * @param transport the transport to use at the time of a request
 */
export function transportHost(post: (message: ToPage) => void, transport: () => Transport): TransportHost {
  const running = new Map<number, AbortController>();
  return {
    async get({ id, path, etag }) {
      const abort = new AbortController();
      running.set(id, abort);
      try {
        const reply = await transport().get(path, { signal: abort.signal, etag });
        if (abort.signal.aborted) return;
        if (reply.kind !== 'page') post({ type: 'reply', id, reply });
        else {
          const { kind, body, etag } = reply;
          post({ type: 'reply', id, reply: { kind, body, ...(etag !== undefined && { etag }) } });
        }
      } catch (error) {
        if (!abort.signal.aborted) post({ type: 'failure', id, failure: failureOf(error, path) });
      } finally {
        running.delete(id);
      }
    },
    cancel: (id) => running.get(id)?.abort(),
    dispose() {
      for (const abort of running.values()) abort.abort();
    },
  };
}

function failureOf(error: unknown, path: string): Failure {
  if (error instanceof ApiStatusError) {
    const { request, status, detail } = error;
    return { kind: 'status', request, status, detail };
  }
  return { kind: 'unreachable', request: isDeepDecipherError(error) ? error.request : path };
}
