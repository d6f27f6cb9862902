import { gunzipSync } from 'node:zlib';
import { type Dataset, openDataset } from '@deepdecipher/client/node';
import { createImporter } from '../../src/importers/formats.ts';
import { type ImportOptions, type ImportReport, runImport } from '../../src/importers/run-import.ts';

export const MODEL = 'solu-6l-test';

export interface TestImport extends Partial<Omit<ImportOptions, 'importer' | 'target'>> {
  readonly service?: string;
  readonly model?: string;
}

/** Imports as the command line does. */
export function importInto(
  target: string,
  format: string,
  sources: string | readonly string[],
  { service, model = MODEL, ...options }: TestImport = {},
): Promise<ImportReport> {
  const importer = createImporter(format, { sources: [sources].flat(), model, service });
  return runImport({ importer, target, job: `${format} of ${[sources].flat()} (${service})`, ...options });
}

/** What the API would send as `data`, or `undefined`. Asks nothing of its shape: tests compare it whole or validate it. */
export function readPage(file: string, service: string, layer = -1, neuron = -1, model = MODEL): unknown {
  return withDataset(file, (dataset) => {
    const page = dataset.page({ model, service, layer, neuron });
    const envelope: unknown = page && JSON.parse(gunzipSync(page.body).toString());
    return typeof envelope === 'object' && envelope !== null && 'data' in envelope ? envelope.data : undefined;
  });
}

/** Every page of a dataset as `MODEL/SERVICE/LAYER/NEURON` and its entity tag, which stands for its content. */
export function tagsOf(file: string): string[] {
  return withDataset(file, (dataset) =>
    dataset.models.flatMap(({ metadata: { name, num_layers, layer_size }, services }) =>
      services.flatMap((service) => {
        const tags: string[] = [];
        for (let layer = -1; layer < num_layers; layer += 1) {
          for (let neuron = -1; neuron < (layer < 0 ? 0 : layer_size); neuron += 1) {
            const page = dataset.page({ model: name, service, layer, neuron });
            if (page) tags.push(`${name}/${service}/${layer}/${neuron} ${page.etag}`);
          }
        }
        return tags;
      }),
    ),
  );
}

export function withDataset<T>(file: string, use: (dataset: Dataset) => T): T {
  const dataset = openDataset(file);
  try {
    return use(dataset);
  } finally {
    dataset.close();
  }
}
