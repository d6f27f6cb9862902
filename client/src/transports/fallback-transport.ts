import { ApiUnreachableError } from '../errors.ts';
import type { Reply, Transport, TransportOptions } from './transport.ts';

/**
 * Asks the first transport that can be reached, and from then on stays with it until it fails.
 * Any answer counts, also an error status; only {@link ApiUnreachableError} makes it try the next.
 */
export function fallbackTransport(first: Transport, ...others: readonly Transport[]): Transport {
  let current = first;
  return {
    get address() {
      return current.address;
    },
    async get(path: string, options: TransportOptions = {}): Promise<Reply> {
      const candidates = [current, ...[first, ...others].filter((transport) => transport !== current)];
      const failures: ApiUnreachableError[] = [];
      for (const transport of candidates) {
        options.signal?.throwIfAborted();
        try {
          const reply = await transport.get(path, options);
          current = transport;
          return reply;
        } catch (error) {
          if (!(error instanceof ApiUnreachableError)) throw error;
          failures.push(error);
        }
      }
      throw new ApiUnreachableError(failures.map(({ request }) => request).join(' or '), {
        cause: failures.length === 1 ? failures[0] : new AggregateError(failures),
      });
    },
  };
}
