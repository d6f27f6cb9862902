import { NONE } from '@deepdecipher/client/node';
import { namedFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer } from './importer.ts';
import { parseLooseJson } from './loose-json.ts';

/** A matrix `[layer][neuron]` of every neuron's maximum activation, as Neuron2Graph's `activation_matrix-{model}.json`. */
export function activationsImporter(file: string, model: string, service: string): Importer {
  return {
    format: 'activations',
    origin: 'matrix of maximum activations',
    about: `A matrix [layer][neuron] of maximum activations. It becomes \`${service}\` pages: a list for each layer, a number for each neuron.`,
    sources: () => namedFiles([file]),
    read(source, stage) {
      const matrix = parseLooseJson(readText(source));
      if (!Array.isArray(matrix) || matrix.length === 0 || !matrix.every((row) => Array.isArray(row))) {
        throw new UnreadableSourceError('is no list of layers that are lists of numbers');
      }
      let repeated = 0;
      for (const [layer, row] of matrix.entries()) {
        const values: unknown[] = row;
        stage.page({ model, service, layer, neuron: NONE }, values);
        for (const [neuron, value] of values.entries()) {
          if (typeof value !== 'number') {
            stage.skip(`neuron ${neuron} of layer ${layer}`, 'has no number');
            continue;
          }
          if (neuron > 0 && value === values[neuron - 1]) repeated += 1;
          stage.page({ model, service, layer, neuron }, { max_activation: value });
        }
      }
      if (repeated > 0) {
        stage.remark(
          `${repeated} neurons have exactly the number of the neuron before them. The published matrices repeat it where a page could not be read; these may be no measurements.`,
        );
      }
    },
  };
}
