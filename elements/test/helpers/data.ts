import type {
  LayerData,
  Metadata,
  ModelData,
  NeuronData,
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
