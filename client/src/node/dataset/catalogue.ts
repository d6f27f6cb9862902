import { createHash } from 'node:crypto';
import type { Dataset } from './dataset.ts';
import { DatasetError } from './dataset-error.ts';
import type { StoredModel } from './models.ts';

// Form of the answers that are made of stored pages; to be raised when it changes, so that caches ask anew.
const ANSWERS = 1;
const VERSION_LENGTH = 22;

/** A model and the dataset that holds its pages. */
export interface ServedModel extends StoredModel {
  readonly dataset: Dataset;
}

/** The models of several datasets as one API. */
export interface Catalogue {
  /** Opaque; two catalogues with the same version give the same answers. One dataset by itself has the same everywhere. */
  readonly version: string;
  /** By name, in the order of the datasets and in each dataset's own order. */
  readonly models: ReadonlyMap<string, ServedModel>;
  /** Every service of any model, `metadata` first, the others by name. */
  readonly services: readonly string[];
}

/** Puts datasets together. @throws {DatasetError} if two of them have a model of the same name */
export function createCatalogue(datasets: readonly Dataset[]): Catalogue {
  const models = new Map<string, ServedModel>();
  for (const dataset of datasets) {
    for (const model of dataset.models) {
      const { name } = model.metadata;
      const other = models.get(name);
      if (other !== undefined) {
        const detail = `has a model ${name}, and so has ${other.dataset.file}. Serve one of the two.`;
        throw new DatasetError('duplicate-model', dataset.file, detail);
      }
      models.set(name, { ...model, dataset });
    }
  }
  const stored = new Set([...models.values()].flatMap((model) => model.services));
  stored.delete('metadata');
  const version = createHash('sha256').update([ANSWERS, ...datasets.map((dataset) => dataset.version)].join(' '));
  return {
    version: version.digest('base64url').slice(0, VERSION_LENGTH),
    models,
    services: ['metadata', ...[...stored].sort()],
  };
}
