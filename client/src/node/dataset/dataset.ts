import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import type { NeuronIndex } from '../../wire/index.ts';
import { DatasetError, guardDataset } from './dataset-error.ts';
import { readModels, type StoredModel } from './models.ts';
import { createTokenSearch, type KeyTerm } from './token-search.ts';

// The four bytes "DDec" and the version of dataset.sql that this reader knows.
const APPLICATION_ID = 0x44446563;
const VERSION = 1;
// Address space, not memory; SQLite's own limit is just below 2 GiB.
const MAPPED_BYTES = 2 ** 31 - 2 ** 16;
// https://sqlite.org/fileformat.html#the_database_header
const HEADER_BYTES = 100;
// 132 bits: two files never share one by chance.
const VERSION_LENGTH = 22;

/** Stands for the layer of a model page, and for the neuron of a model or layer page. */
export const NONE = -1;

/** Names one page of a dataset. */
export interface PageKey {
  readonly model: string;
  readonly service: string;
  /** From 0, or {@link NONE}. */
  readonly layer: number;
  /** From 0, or {@link NONE}. */
  readonly neuron: number;
}

/** An answer as it goes on the wire. */
export interface Page {
  /** gzip of UTF-8 text. */
  readonly body: Uint8Array;
  /** Strong entity tag of the text, quotes included. */
  readonly etag: string;
}

/** How many pages of one service a model has, and how large they are. */
export interface ServiceSize {
  readonly service: string;
  readonly modelPages: number;
  readonly layerPages: number;
  readonly neuronPages: number;
  /** Sum of the bodies, compressed. */
  readonly bytes: number;
}

/** One dataset file, open for reading; nobody can write to it as long. Every method throws a {@link DatasetError} when the file turns out damaged. */
export interface Dataset {
  readonly file: string;
  /** Opaque; two files with the same version hold the same. It is kept when a file is copied and changes when it is written to. */
  readonly version: string;
  /** In the order in which the API lists them. */
  readonly models: readonly StoredModel[];
  /** One key look-up; `undefined` if no such page is stored. */
  page(key: PageKey): Page | undefined;
  /** The neurons of a model that meet all terms, by layer and neuron. */
  search(model: string, terms: readonly [KeyTerm, ...KeyTerm[]]): readonly NeuronIndex[];
  /** Counts the pages of a model, service by service. Cost: one pass over the model's rows. */
  sizes(model: string): readonly ServiceSize[];
  close(): void;
}

const SizeSchema = v.object({
  service: v.string(),
  modelPages: v.number(),
  layerPages: v.number(),
  neuronPages: v.number(),
  bytes: v.number(),
});

/** Opens a dataset file for reading. @throws {DatasetError} if it is missing, unreadable, or no dataset of this version */
export function openDataset(file: string): Dataset {
  if (!existsSync(file)) throw new DatasetError('missing', file, 'does not exist.');
  const { DatabaseSync } = loadSqlite(file);
  const database = guardDataset(file, () => new DatabaseSync(file, { readOnly: true }));
  try {
    return guardDataset(file, () => {
      checkVersion(file, database);
      // One transaction for as long as the file is open: nothing that is served changes underneath, and no look-up pays
      // for locks. Mapped into memory, a look-up is a copy.
      database.exec(`PRAGMA mmap_size = ${MAPPED_BYTES}; BEGIN`);
      return readDataset(file, database);
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Loads SQLite only when a dataset is opened: older versions of Node, which lack it, can use everything else of this module. */
function loadSqlite(file: string) {
  const sqlite = process.getBuiltinModule?.('node:sqlite');
  if (sqlite === undefined) {
    const detail = `cannot be read by Node ${process.versions.node}, which has no SQLite. Use Node 24.`;
    throw new DatasetError('unreadable', file, detail);
  }
  return sqlite;
}

function checkVersion(file: string, database: DatabaseSync): void {
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (pragma('application_id') !== APPLICATION_ID) {
    throw new DatasetError('not-a-dataset', file, 'is not a DeepDecipher dataset.');
  }
  const version = Number(pragma('user_version'));
  if (version > VERSION) {
    const detail = `is a dataset of version ${version}; this program reads version ${VERSION}. Update the program.`;
    throw new DatasetError('newer-version', file, detail);
  }
}

function readDataset(file: string, database: DatabaseSync): Dataset {
  const page = database.prepare(
    'SELECT body, etag FROM page WHERE model = ? AND service = ? AND layer = ? AND neuron = ?',
  );
  const sizes = database.prepare(`
    SELECT service, sum(layer = -1) AS modelPages, sum(layer >= 0 AND neuron = -1) AS layerPages,
      sum(neuron >= 0) AS neuronPages, sum(length(body)) AS bytes
    FROM page WHERE model = ? GROUP BY service`);

  const search = createTokenSearch(database);
  const models = readModels(file, database);

  return {
    file,
    version: versionOf(file, database, models),
    models,
    page({ model, service, layer, neuron }) {
      const row = guardDataset(file, () => page.get(model, service, layer, neuron));
      if (row === undefined) return undefined;
      const { body, etag } = row;
      if (!(body instanceof Uint8Array) || typeof etag !== 'string') {
        throw new DatasetError('malformed', file, `has a page without body or tag: ${model}/${service}.`);
      }
      return { body, etag };
    },
    search: (model, terms) => guardDataset(file, () => search(model, terms)),
    sizes: (model) => guardDataset(file, () => sizes.all(model).map((row) => v.parse(SizeSchema, row))),
    close: () => database.close(),
  };
}

/**
 * Stands for what the file holds without reading all of it: SQLite's own header, which counts the changes and pages of
 * the file, the models with their provenance, and the tags of the pages of models and layers, which rank the neurons.
 */
function versionOf(file: string, database: DatabaseSync, models: readonly StoredModel[]): string {
  const hash = createHash('sha256')
    .update(`${statSync(file).size} `)
    .update(readHeader(file));
  const tag = database.prepare('SELECT etag FROM page WHERE model = ? AND service = ? AND layer = ? AND neuron = -1');
  for (const { json, metadata, services } of models) {
    hash.update(json);
    for (const service of services) {
      for (let layer = NONE; layer < metadata.num_layers; layer += 1) {
        hash.update(String(tag.get(metadata.name, service, layer)?.['etag']));
      }
    }
  }
  return hash.digest('base64url').slice(0, VERSION_LENGTH);
}

function readHeader(file: string): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  return header;
}
