export {
  type Comparison,
  compare,
  type MeasureOptions,
  type OwnToken,
  type SharedToken,
  similarity,
} from './compare.ts';
export { MEASURES, type Measure } from './measures.ts';
export {
  type MatchingOptions,
  type NeuronTokens,
  type TokenKind,
  type TokenMatching,
  type TokenStrengths,
  tokensOfPage,
} from './neuron-tokens.ts';
export {
  type AllPairsOptions,
  createSimilarityIndex,
  type SimilarityIndex,
  type SimilarNeuron,
  type SimilarOptions,
  type SimilarPair,
} from './similarity-index.ts';
