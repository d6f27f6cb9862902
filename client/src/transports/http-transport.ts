import ky from 'ky';
import * as v from 'valibot';
import { ApiStatusError, ApiUnreachableError } from '../errors.ts';
import { ProblemSchema } from '../wire/index.ts';
import type { Reply, Transport, TransportOptions } from './transport.ts';

export interface HttpTransportOptions {
  /** Milliseconds until an answer must have come. @default 10000 */
  readonly timeout?: number;
}

const MAX_DETAIL = 300;

/**
 * A transport over HTTP, for browsers and Node.
 *
 * @param address where the API is, e.g. `http://127.0.0.1:8410`; a path in it is kept, a trailing slash is not needed.
 */
export function httpTransport(address: string, { timeout = 10_000 }: HttpTransportOptions = {}): Transport {
  const base = address.replace(/\/+$/, '');
  const http = ky.create({ timeout, retry: 0, throwHttpErrors: false });
  return {
    address: base,
    async get(path: string, { signal, etag }: TransportOptions = {}): Promise<Reply> {
      signal?.throwIfAborted();
      const url = base + path;
      const headers = { accept: 'application/json, application/problem+json', ...(etag && { 'if-none-match': etag }) };
      try {
        // `no-store` keeps the browser's own cache out of the way: the client has one, and must see the 304.
        const response = await http.get(url, { headers, cache: 'no-store', ...(signal && { signal }) });
        if (response.status === 304) return { kind: 'not-modified' };
        const body = await response.text();
        if (response.ok) return { kind: 'page', body, etag: response.headers.get('etag') ?? undefined };
        if (response.status === 404) return { kind: 'absent', message: detailOf(body) || `${url} is not there.` };
        throw new ApiStatusError(url, response.status, detailOf(body));
      } catch (error) {
        if (error instanceof ApiStatusError) throw error;
        signal?.throwIfAborted();
        throw new ApiUnreachableError(url, { cause: error });
      }
    },
  };
}

/** The readable part of an error's body: a problem document's detail, or plain text. */
function detailOf(body: string): string {
  let detail = body;
  try {
    const problem = v.safeParse(ProblemSchema, JSON.parse(body));
    if (problem.success) detail = problem.output.detail;
  } catch {
    // Not JSON: the reference server answers in plain text.
  }
  if (/^\s*</.test(detail)) return '';
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail.trim();
}
