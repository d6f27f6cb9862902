import assert from 'node:assert/strict';
import {
  findReferences,
  formatReference,
  type LayerNotation,
  type NeuronNotation,
  parseReference,
  referenceUrl,
  type Site,
} from '../src/references/index.ts';

const neuron = { model: 'pythia-70m', layer: 3, neuron: 436 };
const signed = { ...neuron, sign: '-' } as const;
const WRITTEN: Readonly<Record<NeuronNotation, string>> = {
  path: 'pythia-70m/3/436',
  at: 'pythia-70m@3:436',
  label: 'L3N436-',
  'dotted-label': 'L3.N436-',
  'slashed-label': 'L3/N436-',
  'sized-label': '70M.L3.N436',
  'layer-first': 'layer 3, neuron 436',
  'neuron-first': 'neuron 436 in layer 3',
  pair: 'neuron (3, 436)',
  numbers: 'neuron 3.436',
  'load-neuron': 'load_neuron(3, 436)',
  widget: 'dd.Neuron("pythia-70m", 3, 436)',
  hook: 'blocks.3.mlp.hook_post[..., 436]',
  'cache-key': 'cache["post", 3][..., 436]',
  module: 'model.transformer.h[3].mlp.act.output[..., 436]',
};
const LAYERS: readonly LayerNotation[] = ['hook', 'cache-key', 'module', 'mlp-output'];
const entries = <K extends string>(record: Readonly<Record<K, string>>) => Object.entries(record) as [K, string][];

describe('formatReference', () => {
  for (const [notation, written] of entries(WRITTEN)) {
    it(`writes ${written}, and parseReference reads it`, () => {
      const reference = written.endsWith('-') ? signed : neuron;
      assert.equal(formatReference(signed, notation), written);
      const model = notation === 'load-neuron' ? 'gpt2-xl' : 'pythia-70m';
      const found = parseReference(written, { models: new Set([model]), defaultModel: model });
      assert.deepEqual(found?.reference, { ...reference, model });
      assert.equal(found?.notation, notation);
    });
  }

  it('writes MODEL/LAYER/NEURON unless told otherwise', () => assert.equal(formatReference(neuron), WRITTEN.path));

  it('leaves out a size that the model has not', () => {
    assert.equal(formatReference({ ...neuron, model: 'gpt2-xl' }, 'sized-label'), 'L3.N436');
  });

  for (const notation of LAYERS) {
    it(`writes a layer as ${notation}, and parseReference reads it`, () => {
      const layer = { model: 'gpt2-xl', layer: 3 };
      const found = parseReference(formatReference(layer, notation), { defaultModel: 'gpt2-xl' });
      assert.deepEqual([found?.reference, found?.notation], [layer, notation]);
    });
  }
});

describe('referenceUrl', () => {
  const urls: [Site, string, string | undefined][] = [
    ['deepdecipher', 'gpt2', 'https://deepdecipher.org/viz/gpt2-small/all/3/436'],
    ['neuroscope', 'gpt2', 'https://neuroscope.io/gpt2-small/3/436.html'],
    ['neuronpedia', 'openai-community/gpt2', 'https://www.neuronpedia.org/gpt2-small/3/436'],
    [
      'openai',
      'gpt2-xl',
      'https://openaipublic.blob.core.windows.net/neuron-explainer/neuron-viewer/index.html#/layers/3/neurons/436',
    ],
    ['openai', 'gpt2-small', undefined],
    ['transluce', 'meta-llama/Llama-3.1-8B-Instruct', 'https://neurons.transluce.org/3/436/-'],
    ['transluce', 'gpt2-xl', undefined],
  ];
  for (const [site, model, url] of urls) {
    it(`of ${model} at ${site} is ${url}`, () => {
      assert.equal(referenceUrl({ ...signed, model }, site), url);
      if (url === undefined) return;
      const reference = parseReference(url, {})?.reference;
      assert.deepEqual(reference && { ...reference, model, sign: '-' }, { ...signed, model });
    });
  }

  it('of an API is read again with its address', () => {
    const address = 'http://127.0.0.1:8410/';
    const url = referenceUrl(neuron, { address });
    assert.equal(url, 'http://127.0.0.1:8410/viz/pythia-70m/all/3/436');
    assert.deepEqual(parseReference(url, { address })?.reference, neuron);
    assert.equal(referenceUrl({ model: 'a b', layer: 3 }, { address }), 'http://127.0.0.1:8410/viz/a%20b/all/3');
  });

  it('has no layer pages but those of a DeepDecipher API', () => {
    const layer = { model: 'gpt2-xl', layer: 3 };
    assert.equal(referenceUrl(layer, 'deepdecipher'), 'https://deepdecipher.org/viz/gpt2-xl/all/3');
    for (const site of ['neuroscope', 'neuronpedia', 'openai'] as const)
      assert.equal(referenceUrl(layer, site), undefined);
  });
});

describe('findReferences on any text', () => {
  // Numbers in a fixed pseudo-random order (mulberry32).
  let state = 1;
  const random = (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const PIECES = [
    ...Object.values(WRITTEN),
    ...Object.values(WRITTEN).flatMap((written) => written.split(/(?<=[./(["])/)),
    ...'[](),:"\n -+/.#@L3N😀\r',
    '](https://neuroscope.io/',
    'https://www.neuronpedia.org/gpt2-small/',
    'from_pretrained("gpt2',
    '# deepdecipher: model=',
  ];

  it('never throws; ranges are in the text, sorted and disjoint', () => {
    let count = 0;
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: random(14) }, () => PIECES[random(PIECES.length)]).join('');
      let last = 0;
      for (const { start, end, reference } of findReferences(text, { defaultModel: 'x' })) {
        assert.ok(last <= start && start < end && end <= text.length, JSON.stringify(text));
        assert.ok(
          Object.values(reference).every((value) => value !== undefined && !Number.isNaN(value)),
          text,
        );
        last = end;
        count++;
      }
    }
    assert.ok(count > 10_000, `${count} references in all`);
  });
});
