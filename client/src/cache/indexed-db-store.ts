import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as v from 'valibot';
import { type KeptPage, Room } from './room.ts';
import type { Store } from './store.ts';

export interface IndexedDbStoreOptions {
  /** Bytes that the pages may take in all, compressed. @default 256 MiB */
  readonly maxBytes?: number;
  /** The time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

export interface IndexedDbStore extends Store {
  /** Bytes that the pages take. Cost: a look at each one's size, not at the pages. */
  size(): Promise<number>;
}

const RecordSchema = v.object({
  /** The body, gzipped: what is damaged does not decompress. */
  body: v.instance(Uint8Array<ArrayBuffer>),
  etag: v.optional(v.string()),
  version: v.optional(v.string()),
  checkedAt: v.number(),
  usedAt: v.number(),
  /** Length of `body`, for the index. */
  bytes: v.number(),
});

interface Pages extends DBSchema {
  pages: { key: string; value: v.InferOutput<typeof RecordSchema>; indexes: { use: [usedAt: number, bytes: number] } };
}

/** Another format gets another number, and what an older one left is dropped. */
const FORMAT = 1;
/** How far a page's time of last use may lag behind, in milliseconds: reading the same page again and again writes nothing. */
const USE_PRECISION = 60_000;

/**
 * Keeps pages in an IndexedDB database, gzipped. Several tabs and workers of an origin may use it at once.
 *
 * Every call rejects where the browser has no IndexedDB or forbids it (as some do in private windows), where there is no
 * more room, or where a newer format is in use.
 *
 * @param name the database's name, its own within the origin
 */
export function indexedDbStore(
  name: string,
  { maxBytes = 256 * 1024 * 1024, now = Date.now }: IndexedDbStoreOptions = {},
): IndexedDbStore {
  let opening: Promise<IDBPDatabase<Pages>> | undefined;
  const room = new Room(maxBytes, listPages, removeAll);

  /** The open database. One that was closed, or could not be opened, is opened again by the next call. */
  function database(): Promise<IDBPDatabase<Pages>> {
    opening ??= open(name, () => {
      opening = undefined;
    });
    return opening;
  }

  /** Reads only the index, which holds all that is needed. */
  async function listPages(): Promise<readonly KeptPage<string>[]> {
    const pages: KeptPage<string>[] = [];
    const { store } = (await database()).transaction('pages');
    for (let cursor = await store.index('use').openKeyCursor(); cursor; cursor = await cursor.continue()) {
      const [usedAt, bytes] = cursor.key;
      pages.push({ id: cursor.primaryKey, bytes, usedAt });
    }
    return pages;
  }

  async function removeAll(keys: readonly string[]): Promise<void> {
    const { store, done } = (await database()).transaction('pages', 'readwrite');
    await Promise.all([...keys.map((key) => store.delete(key)), done]);
  }

  /** Reads again what it writes, so as not to undo what another tab wrote or removed meanwhile. */
  async function touch(key: string): Promise<void> {
    const { store, done } = (await database()).transaction('pages', 'readwrite');
    const record = await store.get(key);
    if (record) await store.put({ ...record, usedAt: now() }, key);
    await done;
  }

  async function remove(key: string): Promise<void> {
    await (await database()).delete('pages', key);
  }

  return {
    async get(key) {
      const found: unknown = await (await database()).get('pages', key);
      if (found === undefined) return undefined;
      const record = v.safeParse(RecordSchema, found);
      const body = record.success ? await gunzip(record.output.body) : undefined;
      if (!record.success || body === undefined) {
        await remove(key);
        return undefined;
      }
      const { etag, version, checkedAt, usedAt } = record.output;
      // Not worth failing for: the page is there.
      if (Math.abs(now() - usedAt) > USE_PRECISION) await touch(key).catch(() => {});
      return { body, etag, version, checkedAt };
    },

    async set(key, { body: text, etag, version, checkedAt }) {
      const body = await gzip(text);
      if (body.length > maxBytes) return remove(key);
      const tags = { ...(etag !== undefined && { etag }), ...(version !== undefined && { version }) };
      await (await database()).put('pages', { body, ...tags, checkedAt, usedAt: now(), bytes: body.length }, key);
      await room.wrote(body.length);
    },

    delete: remove,
    clear: async () => (await database()).clear('pages'),
    size: () => room.size(),
  };
}

/** @param handleClosed called when the database cannot be opened, or was closed by the browser or in favour of a newer format */
async function open(name: string, handleClosed: () => void): Promise<IDBPDatabase<Pages>> {
  try {
    return await new Promise<IDBPDatabase<Pages>>((resolve, reject) => {
      openDB<Pages>(name, FORMAT, {
        upgrade: recreatePages,
        blocked: () =>
          reject(new Error(`Another tab holds an older format of the database ${name}. Close or reload it.`)),
        blocking(_current, _blocked, event) {
          handleClosed();
          if (event.target instanceof IDBDatabase) event.target.close();
        },
        terminated: handleClosed,
      }).then(resolve, reject);
    });
  } catch (error) {
    handleClosed();
    throw error;
  }
}

/** Drops all that an older format left, and makes what this one needs. */
export function recreatePages(database: IDBPDatabase<Pages>): void {
  for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
  database.createObjectStore('pages').createIndex('use', ['usedAt', 'bytes']);
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch {
    return undefined;
  }
}
