import { LRUCache } from 'lru-cache';

/** A validated answer as it is kept. */
export interface CacheEntry {
  readonly value: unknown;
  readonly etag: string | undefined;
  /** Size of the answer's text, in UTF-16 units; what the cache's limit counts. */
  readonly size: number;
  /** `Date.now()` when the answer was last known to hold. */
  readonly checkedAt: number;
}

/** Where answers are kept, by path. */
export interface Cache {
  get(path: string): CacheEntry | undefined;
  set(path: string, entry: CacheEntry): void;
  delete(path: string): void;
  clear(): void;
}

/** Keeps the most recently used answers in memory. @param maxSize limit on the sum of `size`. @default 32 Mi */
export function memoryCache({ maxSize = 32 * 1024 * 1024 }: { readonly maxSize?: number } = {}): Cache {
  const lru = new LRUCache<string, CacheEntry>({ maxSize, sizeCalculation: (entry) => Math.max(1, entry.size) });
  return {
    get: (path) => lru.get(path),
    set: (path, entry) => void lru.set(path, entry),
    delete: (path) => void lru.delete(path),
    clear: () => lru.clear(),
  };
}

/** Keeps nothing. */
export function noCache(): Cache {
  return { get: () => undefined, set: () => {}, delete: () => {}, clear: () => {} };
}
