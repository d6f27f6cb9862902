import type { Metadata, NeuroscopeNeuron, Text } from '../../src/index.ts';

export const metadata: Metadata = {
  name: 'tiny',
  num_layers: 2,
  layer_size: 4,
  activation_function: 'solu_ln',
  num_total_neurons: 8,
  num_total_parameters: 100,
  dataset: 'made for tests',
  available_services: ['metadata', 'neuroscope'],
};

/** A text whose activations peak on `tokens[peak]`. */
export function textOf(tokens: string[], peak: number, activation = 2): Text {
  const activations = tokens.map((_, index) => (index === peak ? activation : 0));
  return {
    min_range: 0,
    max_range: 4,
    min_activation: Math.min(...activations),
    max_activation: Math.max(...activations),
    data_index: 7,
    max_activating_token_index: peak,
    tokens,
    activations,
  };
}

export const neuroscopeNeuron: NeuroscopeNeuron = {
  neuron_index: { layer: 1, neuron: 3 },
  texts: [textOf(['a', ' if', ' b'], 1, 4), textOf(['x', ' if'], 1, 3)],
};

export const neuronAll = { metadata: { data: metadata }, neuroscope: { data: neuroscopeNeuron } };
