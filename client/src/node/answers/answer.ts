import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';

/** Something that can be sent: its tag at once, its bytes only when they are needed. */
export interface Answer {
  readonly found: true;
  /** Strong entity tag of the text, quotes included. */
  readonly etag: string;
  /** The text, UTF-8 and gzipped. */
  readonly gzipped: () => Uint8Array | Promise<Uint8Array>;
}

export const compress = promisify<string, Uint8Array>(gzip);
export const decompress = promisify<Uint8Array, Buffer>(gunzip);

/** Strong entity tag of whatever is made of these parts and nothing else. */
export function tagOf(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return `"${hash.digest('hex').slice(0, 32)}"`;
}

/** Keeps the compressed form of answers that are made on demand, least recently used out first. */
export interface AnswerStore {
  /** An answer whose text `make` writes; texts with the same `etag` are the same text. */
  answer(etag: string, make: () => string | Promise<string>): Answer;
}

/** @param maxBytes of compressed texts that are kept */
export function createAnswerStore(maxBytes: number): AnswerStore {
  const kept = new LRUCache<string, Uint8Array, () => string | Promise<string>>({
    maxSize: maxBytes,
    sizeCalculation: (bytes) => bytes.byteLength,
    fetchMethod: async (_etag, _stale, { context: make }) => compress(await make()),
  });
  return {
    answer: (etag, make) => ({
      found: true,
      etag,
      gzipped: () => kept.get(etag) ?? kept.forceFetch(etag, { context: make }),
    }),
  };
}
