import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { NeuronIndex } from '@deepdecipher/client';
import * as v from 'valibot';
import { DatasetError, guard } from './dataset-error.ts';
import { readModels, type StoredModel } from './models.ts';
import { createTokenSearch, type SearchTerm } from './token-search.ts';

// The four bytes "DDec" and the version of dataset.sql that this reader knows.
const APPLICATION_ID = 0x44446563;
const VERSION = 1;
// Address space, not memory; SQLite's own limit is just below 2 GiB.
const MAPPED_BYTES = 2 ** 31 - 2 ** 16;

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
  /** In the order in which the API lists them. */
  readonly models: readonly StoredModel[];
  /** One key look-up; `undefined` if no such page is stored. */
  page(key: PageKey): Page | undefined;
  /** The neurons of a model that meet all terms, by layer and neuron. */
  search(model: string, terms: readonly [SearchTerm, ...SearchTerm[]]): readonly NeuronIndex[];
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
  const database = guard(file, () => new DatabaseSync(file, { readOnly: true }));
  try {
    return guard(file, () => {
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

  return {
    file,
    models: readModels(file, database),
    page({ model, service, layer, neuron }) {
      const row = guard(file, () => page.get(model, service, layer, neuron));
      if (row === undefined) return undefined;
      const { body, etag } = row;
      if (!(body instanceof Uint8Array) || typeof etag !== 'string') {
        throw new DatasetError('malformed', file, `has a page without body or tag: ${model}/${service}.`);
      }
      return { body, etag };
    },
    search: (model, terms) => guard(file, () => search(model, terms)),
    sizes: (model) => guard(file, () => sizes.all(model).map((row) => v.parse(SizeSchema, row))),
    close: () => database.close(),
  };
}
