import { ApiStatusError, ApiUnreachableError, type Reply, type Transport } from '@deepdecipher/client';
import type { Failure, ToHost, ToPage } from './protocol.ts';

type Answer = Extract<ToPage, { type: 'reply' | 'failure' }>;

/** A transport whose requests are made by the extension host. */
export interface MessageTransport extends Transport {
  /** Hands an answer of the host's to whoever waits for it; one that nobody waits for is dropped. */
  settle(answer: Answer): void;
}

/** @param post sends a message to the extension host */
export function messageTransport(post: (message: ToHost) => void, address: string): MessageTransport {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  return {
    address,
    async get(path, { signal, etag } = {}) {
      signal?.throwIfAborted();
      lastId += 1;
      const id = lastId;
      return new Promise<Reply>((resolve, reject) => {
        const handleAbort = () => {
          waiting.delete(id);
          post({ type: 'cancel', id });
          reject(signal?.reason);
        };
        waiting.set(id, (answer) => {
          signal?.removeEventListener('abort', handleAbort);
          if (answer.type === 'failure') reject(errorOf(answer.failure));
          else resolve(answer.reply.kind === 'page' ? { etag: undefined, ...answer.reply } : answer.reply);
        });
        signal?.addEventListener('abort', handleAbort, { once: true });
        post({ type: 'get', id, path, ...(etag !== undefined && { etag }) });
      });
    },
    settle(answer) {
      const handle = waiting.get(answer.id);
      waiting.delete(answer.id);
      handle?.(answer);
    },
  };
}

function errorOf(failure: Failure): Error {
  return failure.kind === 'unreachable'
    ? new ApiUnreachableError(failure.request)
    : new ApiStatusError(failure.request, failure.status, failure.detail);
}
