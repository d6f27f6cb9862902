export { resolveModel } from './aliases.ts';
export { findReferences } from './find.ts';
export { formatReference, type Named } from './format.ts';
export { parseReference } from './parse.ts';
export type {
  FoundLayer,
  FoundNeuron,
  FoundReference,
  IndexedNotation,
  LayerNotation,
  LayerReference,
  ModelSource,
  NeuronNotation,
  Notation,
  ReferenceContext,
  Sign,
  SignedNeuronReference,
  Site,
} from './types.ts';
export { referenceUrl } from './urls.ts';
