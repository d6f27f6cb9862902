export type { Answer, LayerData, ModelData, NeuronData, NeuronReference, Part } from './answers.ts';
export { type Cache, type CacheEntry, memoryCache, noCache } from './cache/cache.ts';
export { type CallOptions, type Client, type ClientOptions, createClient } from './client.ts';
export {
  ApiStatusError,
  ApiUnreachableError,
  DeepDecipherError,
  InvalidReplyError,
  isDeepDecipherError,
} from './errors.ts';
export { apiPath, neuronPagePath } from './paths.ts';
export {
  type FoundReference,
  findReferences,
  formatReference,
  parseReference,
  type ReferenceContext,
} from './references/index.ts';
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
