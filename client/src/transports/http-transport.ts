import ky, { HTTPError, type KyInstance, TimeoutError } from 'ky';
import * as v from 'valibot';
import { ApiStatusError, ApiUnreachableError, DeepDecipherError, InvalidReplyError } from '../errors.ts';
import { ProblemSchema } from '../wire/index.ts';
import { createQueue } from './queue.ts';
import type { Reply, Transport, TransportOptions } from './transport.ts';

export interface HttpTransportOptions {
  /** Milliseconds until an answer must have come whole, repetitions included. @default 10000 */
  readonly timeout?: number;
  /** How often a request is repeated when no connection came about or the API is in trouble for a moment. @default 2 */
  readonly retries?: number;
  /** Requests under way at once; further ones wait. @default 8 */
  readonly concurrency?: number;
  /** UTF-8 bytes that an answer may have, unpacked. @default 64 Mi */
  readonly maxBytes?: number;
}

/** Header by which the API names the version of its data. */
const VERSION_HEADER = 'deepdecipher-dataset';
const MAX_DETAIL = 300;
// What may be over in a moment: time out, too many requests, and a server or gateway in trouble.
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const FIRST_PAUSE = 150;
const BROKEN_OFF = 'its answer broke off';

/**
 * A transport over HTTP, for browsers and Node.
 *
 * Repeats what may succeed a moment later: a connection that did not come about, and the statuses 408, 429, 500, 502, 503 and
 * 504; after a pause of up to 150 ms, then twice as much, at random so that many clients do not come back at once; or after
 * exactly the time that `Retry-After` asks for, if that is within `timeout`, else not at all.
 *
 * @param address where the API is, e.g. `http://127.0.0.1:8410`; a path in it is kept, `/api` at its end may stand or not.
 */
export function httpTransport(
  address: string,
  { timeout = 10_000, retries = 2, concurrency = 8, maxBytes = 64 * 2 ** 20 }: HttpTransportOptions = {},
): Transport {
  const base = address.replace(/(?:\/api)?\/*$/, '');
  const wrong = /^https?:\/\/[^/]/.test(base) ? undefined : 'an address begins with http:// or https://';
  const enqueue = createQueue(concurrency);
  const http = ky.create({
    timeout,
    totalTimeout: timeout,
    throwHttpErrors: (status) => PASSING.has(status),
    retry: {
      limit: retries,
      methods: ['get'],
      statusCodes: [...PASSING],
      afterStatusCodes: [...PASSING],
      delay: (attempt) => FIRST_PAUSE * 2 ** (attempt - 1),
      jitter: true,
      shouldRetry: ({ error }) => (error instanceof HTTPError && pauseAskedBy(error) > timeout ? false : undefined),
    },
    // `no-store` keeps the browser's own cache out of the way: the client has one, and must see the 304.
    cache: 'no-store',
  });
  return {
    address: base,
    async get(path: string, { signal, etag }: TransportOptions = {}): Promise<Reply> {
      signal?.throwIfAborted();
      const url = base + path;
      if (wrong) throw new ApiUnreachableError(url, { reason: wrong });
      try {
        return await enqueue(() => request(http, url, etag, { signal, timeout, maxBytes }), signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof DeepDecipherError) throw error;
        if (error instanceof HTTPError) {
          const pause = pauseAskedBy(error);
          const advice = pause > 0 ? ` Try again in ${Math.ceil(pause / 1000)} s.` : '';
          throw new ApiStatusError(url, error.response.status, `${detailOf(error.data)}${advice}`.trim());
        }
        const reason = isTimeout(error) ? `no answer within ${timeout / 1000} s` : undefined;
        throw new ApiUnreachableError(url, { cause: error, reason });
      }
    },
  };
}

interface RequestOptions {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  readonly maxBytes: number;
}

async function request(
  http: KyInstance,
  url: string,
  etag: string | undefined,
  { signal, timeout, maxBytes }: RequestOptions,
): Promise<Reply> {
  // ky's own time limit ends where the body begins.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('The time is over.', 'TimeoutError')), timeout);
  try {
    const response = await http.get(url, {
      headers: { accept: 'application/json, application/problem+json', ...(etag && { 'if-none-match': etag }) },
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    });
    return await replyOf(response, url, maxBytes);
  } finally {
    clearTimeout(timer);
  }
}

async function replyOf(response: Response, url: string, maxBytes: number): Promise<Reply> {
  const named = response.headers.get(VERSION_HEADER);
  const version = named === null ? {} : { version: named };
  if (response.status === 304) return { kind: 'not-modified', ...version };
  const body = await textOf(response, url, maxBytes);
  if (response.ok) return { kind: 'page', body, etag: response.headers.get('etag') ?? undefined, ...version };
  if (response.status === 404) {
    // A gateway or another server, not an API that has no such thing.
    if (isWebPage(body)) throw new InvalidReplyError(url, 'it is a web page. Is the address that of an API?');
    return { kind: 'absent', message: detailOf(body) || `${url} is not there.` };
  }
  throw new ApiStatusError(url, response.status, detailOf(body));
}

async function textOf(response: Response, url: string, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      if (isTimeout(cause)) throw cause;
      throw new ApiUnreachableError(url, { cause, reason: BROKEN_OFF });
    });
    if (done) break;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      reader.cancel().catch(() => {});
      throw new InvalidReplyError(url, `it is larger than ${maxBytes} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

/** Milliseconds that the API asks to wait, 0 if it does not say. */
function pauseAskedBy({ response }: HTTPError): number {
  const after = response.headers.get('retry-after');
  if (after === null) return 0;
  const milliseconds = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isNaN(milliseconds) ? 0 : milliseconds;
}

function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof DOMException && error.name === 'TimeoutError');
}

/** The readable part of an error's body: a problem document's detail, or plain text. */
function detailOf(body: unknown): string {
  const problem = v.safeParse(ProblemSchema, typeof body === 'string' ? parsed(body) : body);
  const detail = problem.success ? problem.output.detail : typeof body === 'string' ? body.trim() : '';
  // A web page, as gateways send them, says nothing to a reader of messages.
  if (isWebPage(detail)) return '';
  return detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail;
}

function isWebPage(text: string): boolean {
  return /^\s*</.test(text);
}

/** JSON's value; the text itself where it is none: the reference server answers in plain text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
