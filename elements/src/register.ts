import { DdLayer } from './dd-layer.ts';
import { DdModel } from './dd-model.ts';
import { DdNeuron } from './dd-neuron.ts';
import { DdRanking } from './dd-ranking.ts';
import { DdSnippets } from './dd-snippets.ts';
import { DdStats } from './dd-stats.ts';

export * from './index.ts';

const ELEMENTS: readonly (readonly [string, CustomElementConstructor])[] = [
  ['dd-snippets', DdSnippets],
  ['dd-stats', DdStats],
  ['dd-ranking', DdRanking],
  ['dd-neuron', DdNeuron],
  ['dd-layer', DdLayer],
  ['dd-model', DdModel],
];

// Two bundles with these elements may meet on one page, a notebook's for instance: the first one wins.
for (const [name, element] of ELEMENTS) {
  if (!customElements.get(name)) customElements.define(name, element);
}
