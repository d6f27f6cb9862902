export { DdExplanation } from './dd-explanation.ts';
export { DdGraph } from './dd-graph.ts';
export { DdLayer } from './dd-layer.ts';
export { DdModel } from './dd-model.ts';
export { DdNeuron } from './dd-neuron.ts';
export { DdRanking } from './dd-ranking.ts';
export { DdSearch } from './dd-search.ts';
export { DdSimilar } from './dd-similar.ts';
export { DdSnippets } from './dd-snippets.ts';
export { DdStats } from './dd-stats.ts';
export type { ElementClient } from './element-client.ts';
export { NavigateEvent, type Target } from './navigate-event.ts';
export type { ActivationRange } from './scale.ts';
// Nothing is registered here, on purpose: `@deepdecipher/elements/register` does that.
