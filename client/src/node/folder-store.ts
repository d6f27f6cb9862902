import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KeptPage, Room } from '../cache/room.ts';
import type { Store, StoredPage } from '../cache/store.ts';
import { decodePageFile, encodePageFile } from './page-file.ts';

export interface FolderStoreOptions {
  /** Bytes that the folder's files may have in all. @default 256 MiB */
  readonly maxBytes?: number;
  /** The time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

export interface FolderStore extends Store {
  /** Bytes that the pages take. Cost: a look at each file. */
  size(): Promise<number>;
}

const PAGE_NAME = /^[0-9a-f]{64}\.page$/;
const TEMPORARY_NAME = /^[0-9a-f]{64}\.page\.[0-9a-f-]{36}\.tmp$/;
/** How old a temporary file is, in milliseconds, when whoever wrote it must have died. */
const ABANDONED_AFTER = 3_600_000;
/** How far a file's time of last use may lag behind, in milliseconds: reading the same page again and again writes nothing. */
const USE_PRECISION = 60_000;

/**
 * Keeps pages in a folder, one file each, gzipped (a neuron's page takes a quarter to a fifth of its text). Several
 * processes may use it at once: a file appears whole, by a rename. A file that is damaged or of another format counts
 * as not there and is removed; files that are not the store's are left alone.
 *
 * A file's time of modification says when its page was last used, to a minute. The first `set` of a process looks at each
 * file once, about 25 µs a page, off the main thread.
 *
 * Methods reject with the file system's error where the folder cannot be read or written.
 *
 * @param folder made when first written to, readable by its owner only
 */
export function folderStore(
  folder: string,
  { maxBytes = 256 * 1024 * 1024, now = Date.now }: FolderStoreOptions = {},
): FolderStore {
  const fileOf = (key: string) => path.join(folder, `${createHash('sha256').update(key).digest('hex')}.page`);
  const room = new Room(maxBytes, listPages, removeAll);

  async function listPages(): Promise<readonly KeptPage<string>[]> {
    const files = await listFiles();
    const abandoned = files.filter(({ id, usedAt }) => id.endsWith('.tmp') && now() - usedAt > ABANDONED_AFTER);
    await removeAll(abandoned.map(({ id }) => id));
    return files.filter(({ id }) => id.endsWith('.page'));
  }

  /** The store's own files, temporary ones among them. */
  async function listFiles(): Promise<readonly KeptPage<string>[]> {
    const names = (await unlessMissing(readdir(folder))) ?? [];
    const files = await Promise.all(
      names
        .filter((name) => PAGE_NAME.test(name) || TEMPORARY_NAME.test(name))
        .map(async (name) => {
          const id = path.join(folder, name);
          const status = await unlessMissing(stat(id));
          return status && { id, bytes: status.size, usedAt: status.mtimeMs };
        }),
    );
    return files.filter((file) => file !== undefined);
  }

  async function touch(file: string): Promise<void> {
    const status = await stat(file);
    if (Math.abs(now() - status.mtimeMs) > USE_PRECISION) await setLastUse(file, now());
  }

  return {
    async get(key) {
      const file = fileOf(key);
      const bytes = await unlessMissing(readFile(file));
      if (bytes === undefined) return undefined;
      const page: StoredPage | undefined = await decodePageFile(key, bytes);
      // Neither is worth failing for: another process may have removed the file, or the folder is read-only.
      await (page ? touch(file) : rm(file)).catch(() => {});
      return page;
    },

    async set(key, page) {
      const file = fileOf(key);
      const bytes = await encodePageFile(key, page);
      if (bytes.length > maxBytes) return rm(file, { force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${file}.${randomUUID()}.tmp`;
      try {
        await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
        await setLastUse(temporary, now());
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
      await room.wrote(bytes.length);
    },

    delete: (key) => rm(fileOf(key), { force: true }),

    async clear() {
      await removeAll((await listFiles()).map(({ id }) => id));
    },

    size: () => room.size(),
  };
}

async function removeAll(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/** @param time in milliseconds; the file system counts in seconds */
const setLastUse = (file: string, time: number) => utimes(file, time / 1000, time / 1000);

/** What a call of the file system brings, or nothing if the file or folder is not there. */
async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
