export {
  type All,
  AllSchema,
  type Envelope,
  EnvelopeSchema,
  type Part,
  PartSchema,
  type Problem,
  ProblemSchema,
} from './envelope.ts';
export { type Metadata, MetadataSchema, ModelListSchema, type Provenance, ProvenanceSchema } from './metadata.ts';
export { type NeuronExplainer, NeuronExplainerSchema } from './neuron-explainer.ts';
export {
  type Neuron2Graph,
  type Neuron2GraphModel,
  Neuron2GraphModelSchema,
  Neuron2GraphSchema,
} from './neuron2graph.ts';
export {
  type Histogram,
  HistogramSchema,
  type ImportantNeuron,
  ImportantNeuronSchema,
  type NeuronIndex,
  NeuronIndexSchema,
  type NeuroscopeLayer,
  NeuroscopeLayerSchema,
  type NeuroscopeModel,
  NeuroscopeModelSchema,
  type NeuroscopeNeuron,
  NeuroscopeNeuronSchema,
  type Sample,
  SampleSchema,
  type Statistics,
  StatisticsSchema,
  type Text,
  TextSchema,
} from './neuroscope.ts';
