import { Memory } from '../../src/cache/memory.ts';
import type { StoredPage } from '../../src/cache/store.ts';
import type { ContractedStore } from './store-contract.ts';

/** The simplest store there is. */
export function memoryStore({ maxBytes = 2 ** 20 }: { maxBytes?: number } = {}): ContractedStore {
  const pages = new Memory<{ readonly page: StoredPage; readonly size: number }>(maxBytes);
  return {
    get: async (key) => pages.get(key)?.page,
    set: async (key, page) => pages.set(key, { page, size: page.body.length }),
    delete: async (key) => pages.delete(key),
    clear: async () => pages.clear(),
    size: async () => pages.size,
  };
}
