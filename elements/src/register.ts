import { DdExplanation } from './dd-explanation.ts';
import { DdGraph } from './dd-graph.ts';
import { DdLayer } from './dd-layer.ts';
import { DdModel } from './dd-model.ts';
import { DdNeuron } from './dd-neuron.ts';
import { DdRanking } from './dd-ranking.ts';
import { DdSearch } from './dd-search.ts';
import { DdSimilar } from './dd-similar.ts';
import { DdSnippets } from './dd-snippets.ts';
import { DdStats } from './dd-stats.ts';

export * from './index.ts';

const ELEMENTS: readonly (readonly [string, CustomElementConstructor])[] = [
  ['dd-snippets', DdSnippets],
  ['dd-stats', DdStats],
  ['dd-ranking', DdRanking],
  ['dd-explanation', DdExplanation],
  ['dd-graph', DdGraph],
  ['dd-similar', DdSimilar],
  ['dd-search', DdSearch],
  ['dd-neuron', DdNeuron],
  ['dd-layer', DdLayer],
  ['dd-model', DdModel],
];

// Two bundles with these elements may meet on one page, a notebook's for instance: the first one wins.
for (const [name, element] of ELEMENTS) {
  if (!customElements.get(name)) customElements.define(name, element);
}
