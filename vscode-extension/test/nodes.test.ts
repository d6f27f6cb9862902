import assert from 'node:assert/strict';
import { idOf, type LayerNode, neuronNodes, tokenLabels } from '../src/tree/nodes.ts';

const LAYER: LayerNode = {
  kind: 'layer',
  layer: 1,
  model: {
    kind: 'model',
    metadata: {
      name: 'tiny-2l',
      num_layers: 2,
      layer_size: 8,
      activation_function: 'solu',
      num_total_neurons: 16,
      num_total_parameters: 1000,
      dataset: 'a few words',
      available_services: [],
    },
  },
};

const page = (importances: readonly number[], peak_tokens?: string[][]) => ({
  num_neurons: importances.length,
  important_neurons: importances.map((importance, neuron): [{ layer: number; neuron: number }, number] => [
    { layer: 1, neuron },
    importance,
  ]),
  peak_tokens,
});

describe('neurons of a layer in the tree', () => {
  it('come by importance, whichever way the API sorts, and keep their tokens', () => {
    const nodes = neuronNodes(LAYER, page([1, 3, 2, 3], [['a'], ['b'], [], ['d']]), 50);
    assert.deepEqual(
      nodes.map((node) => node.kind === 'neuron' && [node.neuron, node.importance, node.peakTokens]),
      [
        [1, 3, ['b']],
        [3, 3, ['d']],
        [2, 2, []],
        [0, 1, ['a']],
      ],
    );
  });

  it('come a page at a time', () => {
    const nodes = neuronNodes(LAYER, page([5, 4, 3, 2]), 3);
    assert.equal(nodes.length, 4);
    assert.deepEqual(nodes[3], { kind: 'more', layer: LAYER, shown: 3, total: 4 });
    assert.equal(neuronNodes(LAYER, page([5, 4, 3]), 3).length, 3);
  });

  it('have ids that say what they are', () => {
    const [neuron, more] = neuronNodes(LAYER, page([1, 0]), 1);
    assert.ok(neuron && more);
    assert.deepEqual([LAYER.model, LAYER, neuron, more].map(idOf), [
      'tiny-2l',
      'tiny-2l/1',
      'tiny-2l/1/0',
      'tiny-2l/1/more',
    ]);
  });

  it('name tokens by labels that differ where tokens do', () => {
    assert.equal(tokenLabels([' if', '\n', '\u202eif']), '·if  \\n  \\u202eif');
  });
});
