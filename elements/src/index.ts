export { DdLayer } from './dd-layer.ts';
export { DdModel } from './dd-model.ts';
export { DdNeuron } from './dd-neuron.ts';
export { DdRanking } from './dd-ranking.ts';
export { DdSnippets } from './dd-snippets.ts';
export { DdStats } from './dd-stats.ts';
export { NavigateEvent, type Target } from './navigate-event.ts';
export type { ActivationRange } from './scale.ts';
// Nothing is registered here, on purpose: `@deepdecipher/elements/register` does that.
