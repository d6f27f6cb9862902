import * as v from 'valibot';
import { namedFiles, readText } from './files.ts';
import type { Importer, TokenKind } from './importer.ts';
import { dictionary, parseLooseJson, readAs } from './loose-json.ts';

const StoreSchema = v.object({
  activating: dictionary,
  important: dictionary,
});
const KINDS = ['activating', 'important'] as const satisfies readonly TokenKind[];

/** Neuron2Graph's `neuron_store.json`: `{"activating": {token: ["3_436", ...]}, "important": {token: [...]}}`. */
export function neuronStoreImporter(file: string, model: string): Importer {
  return {
    format: 'neuron-store',
    origin: 'neuron_store.json of Neuron2Graph',
    about:
      "Neuron2Graph's index of tokens (neuron_store.json): for each token the neurons that it activates or that need it as context. It becomes entries for the search of tokens, by which neurons are compared, too.",
    sources: () => namedFiles([file]),
    read(source, stage) {
      const store = readAs(StoreSchema, parseLooseJson(readText(source)), 'neuron_store.json');
      for (const kind of KINDS) {
        for (const [token, neurons] of Object.entries(store[kind])) {
          if (!Array.isArray(neurons)) {
            stage.skip(`${kind} token ${JSON.stringify(token)}`, 'has no list of neurons');
            continue;
          }
          for (const name of neurons) {
            const [, layer, neuron] = typeof name === 'string' ? (/^(\d+)_(\d+)$/.exec(name) ?? []) : [];
            if (layer === undefined)
              stage.skip(`${JSON.stringify(name)} of ${JSON.stringify(token)}`, 'is no neuron such as "3_436"');
            else stage.token(model, kind, token, { layer: Number(layer), neuron: Number(neuron) });
          }
        }
      }
    },
  };
}
