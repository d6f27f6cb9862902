import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import type { Metadata } from '@deepdecipher/client';
import { DatasetError, openDataset, type PageKey, type StoredModel } from '@deepdecipher/client/node';
import { guardDataset, searchKey, takePage } from '@deepdecipher/client/node/answers';
import * as v from 'valibot';
import type { TokenIndex } from '../importers/importer.ts';
import { BEST, createSealer, levelOf, type PageFront, packFront } from './envelope-writer.ts';

const SCHEMA = new URL('../../dataset.sql', import.meta.url);

/** Reads what a dataset says of a model; `undefined` if there is no such file or model. @throws {DatasetError} */
export function readTargetModel(file: string, model: string): StoredModel | undefined {
  if (!existsSync(file)) return undefined;
  const dataset = openDataset(file);
  try {
    return dataset.models.find(({ metadata }) => metadata.name === model);
  } finally {
    dataset.close();
  }
}

/** Adds to a dataset; see {@link writeTarget}. */
export interface TargetWriter {
  /** Adds a model or gives it other metadata, with which its stored pages are completed anew. */
  model(metadata: Metadata): void;
  /** Adds a page of a model that {@link TargetWriter.model} was called for. @returns whether it replaces one */
  page(key: PageKey, front: PageFront): boolean;
  /** The same for a page that is not packed yet; it is compressed as well as can be. */
  summary(key: PageKey, page: unknown): void;
  /** A stored page of a model, as JSON. */
  read(key: PageKey): unknown;
  /** Adds to the index of tokens. */
  tokens(model: string, index: TokenIndex): void;
}

const RowSchema = v.optional(v.object({ body: v.instance(Uint8Array) }));
const KeySchema = v.object({ service: v.string(), layer: v.number(), neuron: v.number() });
const COMPLETED_AT_ONCE = 500;

/**
 * Makes a dataset, or adds to one, all or nothing: everything happens to a copy beside it (`FILE.partial`), which takes
 * its place by one rename once `write` has returned. Whatever happens before that leaves `file` as it was.
 *
 * @throws {DatasetError} if what is there is no dataset of this version
 */
export function writeTarget(file: string, write: (target: TargetWriter) => void): void {
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  const isNew = !existsSync(file);
  if (!isNew) {
    openDataset(file).close();
    copyFileSync(file, partial);
  }
  const database = new DatabaseSync(partial);
  try {
    guardDataset(file, () => {
      // Until the rename the copy is nobody's: no journal, no waiting for the disk.
      database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
      if (isNew) database.exec(readFileSync(SCHEMA, 'utf8'));
      database.exec('BEGIN');
      write(createWriter(file, database));
      database.exec('COMMIT');
    });
  } catch (error) {
    database.close();
    rmSync(partial, { force: true });
    throw error;
  }
  database.close();
  flush(partial);
  renameSync(partial, file);
  flush(path.dirname(path.resolve(file)));
}

function createWriter(file: string, database: DatabaseSync): TargetWriter {
  const where = 'WHERE model = ? AND service = ? AND layer = ? AND neuron = ?';
  const select = database.prepare(`SELECT body FROM page ${where}`);
  const replace = database.prepare('INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?)');
  const sealers = new Map<string, ReturnType<typeof createSealer>>();

  function put({ model, service, layer, neuron }: PageKey, front: PageFront, level?: number): void {
    const seal = sealers.get(model) ?? createSealer('{}');
    const { body, etag } = seal(front, level);
    replace.run(model, service, layer, neuron, body, etag);
  }

  function stored({ model, service, layer, neuron }: PageKey): { page: Buffer; level: number } | undefined {
    const row = v.parse(RowSchema, select.get(model, service, layer, neuron));
    if (row === undefined) return undefined;
    const page = takePage(gunzipSync(row.body));
    if (page === undefined) throw new DatasetError('malformed', file, `has a damaged page: ${model}/${service}.`);
    return { page, level: levelOf(row.body) };
  }

  return {
    model(metadata) {
      const json = JSON.stringify(metadata);
      // A page says which model it is of; how that was recorded is said once, by the model.
      const { provenance: _, ...rest } = metadata;
      const row = database.prepare('SELECT metadata FROM model WHERE name = ?').get(metadata.name);
      sealers.set(metadata.name, createSealer(JSON.stringify(rest)));
      if (row === undefined) {
        database.prepare('INSERT INTO model (name, metadata) VALUES (?, ?)').run(metadata.name, json);
        return;
      }
      if (row['metadata'] === json) return;
      database.prepare('UPDATE model SET metadata = ? WHERE name = ?').run(json, metadata.name);
      for (const key of keysOf(database, metadata.name)) {
        const found = stored(key);
        if (found) put(key, packFront(found.page, found.level), found.level);
      }
    },
    page(key, front) {
      const replaces = select.get(key.model, key.service, key.layer, key.neuron) !== undefined;
      put(key, front);
      return replaces;
    },
    summary: (key, page) => put(key, packFront(JSON.stringify(page), BEST), BEST),
    read(key) {
      const found = stored(key);
      return found && (JSON.parse(found.page.toString()) as unknown);
    },
    tokens(model, index) {
      const insert = database.prepare(
        'INSERT OR IGNORE INTO search_token (model, kind, token, key, layer, neuron) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { kind, token, layer, neuron } of index.entries()) {
        insert.run(model, kind, token, searchKey(token), layer, neuron);
      }
    },
  };
}

/** The keys of a model's pages, some at a time: rows may be changed meanwhile. */
function* keysOf(database: DatabaseSync, model: string): Iterable<PageKey> {
  const next = database.prepare(
    `SELECT service, layer, neuron FROM page WHERE model = ? AND (service, layer, neuron) > (?, ?, ?)
      ORDER BY service, layer, neuron LIMIT ${COMPLETED_AT_ONCE}`,
  );
  let last = { service: '', layer: -1, neuron: -1 };
  for (;;) {
    const keys = next.all(model, last.service, last.layer, last.neuron).map((row) => v.parse(KeySchema, row));
    for (const key of keys) yield { model, ...key };
    const end = keys.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

function flush(entry: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(entry, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
