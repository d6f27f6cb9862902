import assert from 'node:assert/strict';
import { readTypedNeuron } from '../src/typed-neuron.ts';

const model = (name: string) => ({
  name,
  num_layers: 2,
  layer_size: 8,
  activation_function: 'solu',
  num_total_neurons: 16,
  num_total_parameters: 1000,
  dataset: 'a few words',
  available_services: [],
});
const MODELS = [model('a-2l'), model('b-2l')];

describe('a typed neuron', () => {
  for (const [input, defaultModel, expected] of [
    ['a-2l/1/7', '', { model: 'a-2l', layer: 1, neuron: 7 }],
    [' b-2l/0/0 ', '', { model: 'b-2l', layer: 0, neuron: 0 }],
    ['L1N7', '', { model: 'a-2l', layer: 1, neuron: 7 }],
    ['L1N7', 'b-2l', { model: 'b-2l', layer: 1, neuron: 7 }],
  ] as const) {
    it(`is read from ${JSON.stringify(input)} with the default ${JSON.stringify(defaultModel)}`, () => {
      assert.deepEqual(readTypedNeuron(input, MODELS, defaultModel), { reference: expected });
    });
  }

  for (const [input, defaultModel, problem] of [
    ['', '', 'Write MODEL/LAYER/NEURON, such as a-2l/1/0, or L1N0. Models: a-2l, b-2l.'],
    ['c-2l/0/0', '', 'Write MODEL/LAYER/NEURON, such as a-2l/1/0, or L1N0. Models: a-2l, b-2l.'],
    ['a-2l/2/0', '', 'a-2l has layers 0 to 1, not 2.'],
    ['L0N8', '', 'a-2l has neurons 0 to 7, not 8.'],
    ['L0N0', 'gone', 'The default model gone is not one of a-2l, b-2l.'],
  ] as const) {
    it(`is refused for ${JSON.stringify(input)} with what would be right`, () => {
      assert.deepEqual(readTypedNeuron(input, MODELS, defaultModel), { problem });
    });
  }

  it('needs a model', () => assert.deepEqual(readTypedNeuron('L0N0', [], ''), { problem: 'The API has no models.' }));
});
