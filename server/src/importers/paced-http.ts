import { setTimeout as pause } from 'node:timers/promises';
import ky, { isHTTPError } from 'ky';
import { ImportError, UnreadableSourceError } from './import-error.ts';

const TIMEOUT = 60_000;
const RETRIES = 5;
const MAX_BACKOFF = 60_000;
/** Passing troubles. 500 is none of them: the reference server answers it for pages that it does not have. */
const PASSING = [408, 429, 502, 503, 504];

/** Asks a server for JSON, never faster than it was told to. */
export interface PacedHttp {
  /**
   * Waits for its turn, then asks; asks again, at growing intervals or when the server says, while it is overloaded or
   * out of reach.
   *
   * @throws {UnreadableSourceError} if the server answers, but not with JSON
   * @throws {ImportError} if it cannot be reached, or stays overloaded
   */
  json(path: string, signal?: AbortSignal): Promise<unknown>;
}

/** @param requestsPerSecond at most, 429 and 503 aside, after which the server's `Retry-After` counts */
export function createPacedHttp(address: string, requestsPerSecond: number): PacedHttp {
  const http = ky.create({
    timeout: TIMEOUT,
    headers: { accept: 'application/json', 'user-agent': 'deepdecipher-mirror/0.1.0' },
    retry: { limit: RETRIES, methods: ['get'], statusCodes: PASSING, backoffLimit: MAX_BACKOFF },
  });
  let next = 0;
  return {
    async json(path, signal) {
      const wait = next - performance.now();
      if (wait > 0) await pause(wait, undefined, signal && { signal });
      next = performance.now() + 1000 / requestsPerSecond;
      const text = await ask(path, signal);
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new UnreadableSourceError('is answered with something that is no JSON', { cause: error });
      }
    },
  };

  async function ask(path: string, signal: AbortSignal | undefined): Promise<string> {
    try {
      return await http.get(address + path, signal && { signal }).text();
    } catch (error) {
      signal?.throwIfAborted();
      const status = isHTTPError(error) ? error.response.status : undefined;
      if (status !== undefined && !PASSING.includes(status)) {
        throw new UnreadableSourceError(`is answered with status ${status}`, { cause: error });
      }
      const problem =
        status === undefined ? 'does not answer. Is the address right? If so,' : `is overloaded (status ${status});`;
      const message = `${address} ${problem} run the same command later: it goes on where it was.`;
      throw new ImportError('unreachable', message, { cause: error });
    }
  }
}
