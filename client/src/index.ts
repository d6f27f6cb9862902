export type {
  Answer,
  CallOptions,
  Found,
  LayerData,
  ModelData,
  NeuronData,
  NeuronPart,
  NeuronReference,
  NeuronService,
  PageData,
  PagePlace,
  Part,
  SearchData,
  SearchTerm,
  Stale,
} from './answers.ts';
export type { CacheOptions, CacheStats } from './cache/pages.ts';
export type { Store, StoredPage } from './cache/store.ts';
export { type Client, type ClientOptions, createClient, type NeuronOptions } from './client.ts';
export {
  ApiStatusError,
  ApiUnreachableError,
  DeepDecipherError,
  InvalidReplyError,
  isDeepDecipherError,
} from './errors.ts';
export { apiPath, pagePath } from './paths.ts';
export type { CompareData, SimilarCallOptions, SimilarData } from './similar.ts';
export {
  type AllPairsOptions,
  type Comparison,
  compare,
  createSimilarityIndex,
  type MatchingOptions,
  MEASURES,
  type Measure,
  type MeasureOptions,
  type NeuronTokens,
  type OwnToken,
  type SharedToken,
  type SimilarityIndex,
  type SimilarNeuron,
  type SimilarOptions,
  type SimilarPair,
  similarity,
  type TokenKind,
  type TokenMatching,
  type TokenStrengths,
  tokensOfPage,
} from './similarity/index.ts';
export type { Meaning, Question, Source } from './source.ts';
export { staleWords } from './stale-words.ts';
export { formatNumber, type PeakToken, peakTokens, type Snippet, snippetAroundMaximum, tokenLabel } from './tokens.ts';
export { fallbackTransport } from './transports/fallback-transport.ts';
export { type HttpTransportOptions, httpTransport } from './transports/http-transport.ts';
export type { Reply, Transport, TransportOptions } from './transports/transport.ts';
export type {
  Histogram,
  ImportantNeuron,
  Metadata,
  Neuron2Graph,
  Neuron2GraphModel,
  NeuronExplainer,
  NeuronIndex,
  NeuroscopeLayer,
  NeuroscopeModel,
  NeuroscopeNeuron,
  Provenance,
  Sample,
  Statistics,
  Text,
} from './wire/index.ts';
// Not exported on purpose: in-flight sharing and reply parsing, which are how the client works and not what it offers.
