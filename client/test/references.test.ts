import assert from 'node:assert/strict';
import { findReferences, formatReference, parseReference } from '../src/references/index.ts';

const models = new Set(['py-solu-2l', 'solu-6l-pile', 'gpt2-small']);
const context = { models, defaultModel: 'py-solu-2l' };
const names = (text: string, at = context) =>
  findReferences(text, at).map(({ reference }) => formatReference(reference));

describe('findReferences', () => {
  for (const [text, ...expected] of [
    ['py-solu-2l/1/172', 'py-solu-2l/1/172'],
    ['# see gpt2-small/3/436.', 'gpt2-small/3/436'],
    ['"solu-6l-pile/5/0", (solu-6l-pile/0/7)', 'solu-6l-pile/5/0', 'solu-6l-pile/0/7'],
    ['L3N436 fires, and so does L0N1', 'py-solu-2l/3/436', 'py-solu-2l/0/1'],
    ['`L1N2`, [L1N3]', 'py-solu-2l/1/2', 'py-solu-2l/1/3'],
    ['neurone: L3N436。', 'py-solu-2l/3/436'],
    // Not references: another language's identifiers, heads, paths, dates, versions, unknown models, templates.
    ['L3n4Addr'],
    ['l3n436'],
    ['L5.H0'],
    ['XL3N436'],
    ['L3N436x'],
    ['L3N436_1'],
    ['src/py-solu-2l/1/172'],
    ['py-solu-2l/1/172/4'],
    ['./py-solu-2l/1/172'],
    ['py-solu-2l/1/172.json.3'.replace('.json', '')],
    ['unknown-model/1/172'],
    ['2026/11/22'],
    ['py-solu-2l/{layer}/172'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template is what must not be taken for a reference.
    ['py-solu-2l/${layer}/172'],
    ['https://neuronpedia.org/gpt2-small/6-res-jb/1'],
    ['py-solu-2l/99999/1'],
  ] as const) {
    it(`${JSON.stringify(text)} names ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(names(text), expected);
    });
  }

  it('gives exact ranges', () => {
    const text = 'é L0N1 → py-solu-2l/1/172!';
    const ranges = findReferences(text, context).map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(ranges, ['L0N1', 'py-solu-2l/1/172']);
  });

  it('leaves short references alone without a default model', () => {
    assert.deepEqual(findReferences('L3N436', { models }), []);
  });
});

describe('parseReference', () => {
  it('reads a reference that stands alone', () => {
    assert.deepEqual(parseReference('  gpt2-small/3/436\n', context), { model: 'gpt2-small', layer: 3, neuron: 436 });
    assert.deepEqual(parseReference('L3N436', context), { model: 'py-solu-2l', layer: 3, neuron: 436 });
  });

  for (const input of ['', '3/436', 'see L3N436', 'L3N436 L3N437', 'nowhere/1/2']) {
    it(`refuses ${JSON.stringify(input)}`, () => assert.equal(parseReference(input, context), undefined));
  }

  it('reads what formatReference writes', () => {
    const reference = { model: 'solu-6l-pile', layer: 5, neuron: 3071 };
    assert.deepEqual(parseReference(formatReference(reference), context), reference);
  });
});
