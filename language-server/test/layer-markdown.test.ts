import assert from 'node:assert/strict';
import { layerMarkdown } from '../src/service/layer-markdown.ts';
import { METADATA } from './api-double.ts';

const important = [1, 5, 3].map((neuron): [{ layer: number; neuron: number }, number] => [
  { layer: 1, neuron },
  neuron,
]);

describe('a layer in Markdown', () => {
  it('says which it is, and its most important neurons', () => {
    const neuroscope = { status: 'ready', data: { num_neurons: 8, important_neurons: important } } as const;
    assert.equal(
      layerMarkdown({ metadata: METADATA, layer: 1, neuroscope }),
      '**`tiny-2l`** · layer 1 · 8 neurons\n\nMost important neurons: 5, 3, 1.',
    );
  });

  it('says in words what is missing', () => {
    const neuroscope = { status: 'missing', message: 'no *texts* here' } as const;
    assert.match(layerMarkdown({ metadata: METADATA, layer: 1, neuroscope }), /8 neurons\n\nno \\\*texts\\\* here$/);
  });
});
