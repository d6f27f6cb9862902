import type {
  LayerData,
  Metadata,
  ModelData,
  Neuron2Graph,
  NeuronData,
  NeuronExplainer,
  NeuroscopeNeuron,
  Statistics,
  Text,
} from '@deepdecipher/client';

export const metadata: Metadata = {
  name: 'tiny',
  num_layers: 2,
  layer_size: 120,
  activation_function: 'solu',
  num_total_neurons: 240,
  num_total_parameters: 12345,
  dataset: 'Some sources',
  available_services: ['metadata', 'neuroscope'],
  provenance: {
    source: 'Sources of a library',
    num_tokens: 2000000,
    num_texts: 1000,
    hook: 'blocks.{layer}.mlp.hook_mid',
  },
};

export const statistics: Statistics = {
  num_tokens: 2000000,
  minimum: -0.5,
  maximum: 4,
  mean: 0.01234,
  variance: 0.25,
  skewness: 9.5,
  kurtosis: 112.4,
  fraction_positive: 0.2213,
};

/** A text of which only tokens and activations matter; its range is that of the neuron, -0.5 to 4, unless said otherwise. */
export function textOf(tokens: readonly string[], activations: readonly number[], changes: Partial<Text> = {}): Text {
  const maximum = Math.max(...activations);
  return {
    min_range: -0.5,
    max_range: 4,
    min_activation: Math.min(...activations),
    max_activation: maximum,
    data_index: 7,
    max_activating_token_index: activations.indexOf(maximum),
    tokens: [...tokens],
    activations: [...activations],
    ...changes,
  };
}

/** 41 tokens that peak in their middle. */
export const longText = textOf(
  Array.from({ length: 41 }, (_, index) => (index === 20 ? ' if' : ` word${index}`)),
  Array.from({ length: 41 }, (_, index) => (index === 20 ? 4 : index === 21 ? -0.5 : 0)),
);

export const texts: readonly Text[] = Array.from({ length: 8 }, (_, index) => ({ ...longText, data_index: index }));

export const HOSTILE = [
  '<script>globalThis.broken = true</script>',
  ' <img src=x onerror="globalThis.broken = true">',
  '\u202eevil',
  '\u200b',
  '\u0000',
  '\t',
  '\r\n',
  '    ',
  '&amp;',
  '"\'`',
];

export function neuronData(neuron = 3, changes: Partial<NeuroscopeNeuron> = {}): NeuronData {
  return {
    metadata,
    reference: { model: 'tiny', layer: 1, neuron },
    neuroscope: {
      status: 'ready',
      data: { neuron_index: { layer: 1, neuron }, texts: [...texts], statistics, ...changes },
    },
    neuron2graph: { status: 'missing', message: 'The dataset has no neuron2graph data here.' },
    neuronExplainer: { status: 'missing', message: 'The dataset has no neuron_explainer data here.' },
  };
}

/** Fires on ` not` after ` is`, which stands after ` it` or ` x`, and on ` no`, after nothing in particular. */
export const neuron2graph: Neuron2Graph = {
  graph: {
    subgraph_indices: [0, 0, 2, 4, 6],
    graph: [
      { token: ' not', required: [2, 3], importance: 1 },
      { token: ' no', required: [], importance: 0.5 },
      { token: ' is', required: [4, 5], importance: 0.8 },
      { token: ' was', required: [], importance: 0.4 },
      { token: ' x', required: [], importance: 0.2 },
      { token: ' it', required: [], importance: 0.3 },
    ],
  },
  graphviz: 'digraph {}',
  similar: [
    { layer: 0, neuron: 7, similarity: 0.5 },
    { layer: 1, neuron: 9, similarity: 0.75 },
  ],
  quality: {
    top: {
      num_texts: 10,
      num_tokens: 1000,
      firing: { precision: 0.75, recall: 0.9, f1: 0.82, count: 20 },
      non_firing: { precision: 0.99, recall: 0.98, f1: 0.985, count: 980 },
      correlation: 0.7,
    },
    random: {
      num_texts: 10,
      num_tokens: 2000,
      firing: { precision: 0, recall: null, f1: null, count: 0 },
      non_firing: { precision: 1, recall: 0.995, f1: 0.997, count: 2000 },
      correlation: 0.4,
    },
  },
};

export const explanation: NeuronExplainer = {
  explanation: 'Fires on «·not» after «·is».',
  score: 0.6249,
  explainer: 'patterns',
  score_kind: 'ev_correlation_score',
  scored_on: 'held-out texts',
};

/** A neuron of which everything is known. */
export function explainedNeuronData(neuron = 3, changes: Partial<NeuroscopeNeuron> = {}): NeuronData {
  return {
    ...neuronData(neuron, changes),
    neuron2graph: { status: 'ready', data: neuron2graph },
    neuronExplainer: { status: 'ready', data: explanation },
  };
}

const ranking = {
  important_neurons: Array.from({ length: 120 }, (_, neuron): [{ layer: number; neuron: number }, number] => [
    { layer: 1, neuron },
    neuron / 10,
  ]),
  peak_tokens: Array.from({ length: 120 }, (_, neuron) => [` token${neuron}`, '<b>']),
};

export const layerData: LayerData = {
  metadata,
  layer: 1,
  neuroscope: { status: 'ready', data: { num_neurons: 120, ...ranking } },
};

export const modelData: ModelData = { metadata, neuroscope: { status: 'ready', data: ranking } };
