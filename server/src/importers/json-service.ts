import { NONE } from '@deepdecipher/client/node';
import { listFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer } from './importer.ts';
import { parseLooseJson } from './loose-json.ts';

/** Any JSON about a model (`model.json`), its layers (`{layer}.json`) and neurons (`{layer}/{neuron}.json`). */
export function jsonImporter(folder: string, model: string, service: string): Importer {
  return {
    format: 'json',
    origin: 'files (JSON)',
    about: `Any JSON about a model (model.json), its layers ({layer}.json) and neurons ({layer}/{neuron}.json). It becomes \`${service}\` pages as it is.`,
    sources: () => listFiles(folder, (name) => /\.json$/i.test(name), 'file that ends in .json'),
    read(source, stage) {
      const [, layer, neuron] = /^(\d+)(?:[/_](\d+))?\.json$/i.exec(source.name) ?? [];
      if (layer === undefined && !/^model\.json$/i.test(source.name)) {
        throw new UnreadableSourceError(
          'is named neither model.json, {layer}.json, {layer}/{neuron}.json nor {layer}_{neuron}.json',
        );
      }
      const place = {
        layer: layer === undefined ? NONE : Number(layer),
        neuron: neuron === undefined ? NONE : Number(neuron),
      };
      stage.page({ model, service, ...place }, parseLooseJson(readText(source)));
    },
  };
}
