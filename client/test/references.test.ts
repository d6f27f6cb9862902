import assert from 'node:assert/strict';
import { findReferences, parseReference } from '../src/references/index.ts';

const MODELS = new Set([
  'py-solu-2l',
  'solu-6l-pile',
  'gpt2-small',
  'gpt2-xl',
  'pythia-70m',
  'pythia-160m',
  'pythia-160m-deduped',
  'Llama-3.1-8B-Instruct',
]);
const context = { models: MODELS, defaultModel: 'py-solu-2l', address: 'http://127.0.0.1:8410/' };

/** What is found in `text`, each as `WRITTEN = MODEL LAYER NEURON SIGN`; `*` stands for the default model. */
const found = (text: string, at = context) =>
  findReferences(text, at).map((one) => {
    const { start, end, reference, modelFrom } = one;
    const { model, layer, ...more } = reference;
    const parts = [modelFrom === 'default' ? '*' : model, layer, ...Object.values(more)];
    assert.equal(one.kind, 'neuron' in reference ? 'neuron' : 'layer');
    return `${text.slice(start, end)} = ${parts.join(' ')}`;
  });

const table = (rows: readonly (readonly [text: string, ...expected: readonly string[]])[]) => {
  for (const [text, ...expected] of rows) {
    it(`${JSON.stringify(text)} names ${expected.length || 'nothing'}`, () => assert.deepEqual(found(text), expected));
  }
};

describe('references to neurons', () => {
  table([
    ['# see gpt2-small/3/436.', 'gpt2-small/3/436 = gpt2-small 3 436'],
    ['"solu-6l-pile/5/0", (gpt2/0/7)', 'solu-6l-pile/5/0 = solu-6l-pile 5 0', 'gpt2/0/7 = gpt2-small 0 7'],
    ['solu-6l-pile@3:436', 'solu-6l-pile@3:436 = solu-6l-pile 3 436'],
    ['L3N436 fires, and so does L0N1', 'L3N436 = * 3 436', 'L0N1 = * 0 1'],
    ['neurone: L3N436。', 'L3N436 = * 3 436'],
    ['L3.N436, L3/N436', 'L3.N436 = * 3 436', 'L3/N436 = * 3 436'],
    ['(L3/N436-) and `L3/N436+`', 'L3/N436- = * 3 436 -', 'L3/N436+ = * 3 436 +'],
    ['70M.L4.N1186', '70M.L4.N1186 = pythia-70m 4 1186'],
    ['neuron L3.436', 'neuron L3.436 = * 3 436'],
    ['neuron 3.436 or Neuron 3:436', 'neuron 3.436 = * 3 436', 'Neuron 3:436 = * 3 436'],
    ['Layer 3, neuron 436 and layer 3 neuron 1', 'Layer 3, neuron 436 = * 3 436', 'layer 3 neuron 1 = * 3 1'],
    ['f(layer=3, neuron=436)', 'layer=3, neuron=436 = * 3 436'],
    ['neuron 436 in layer 3', 'neuron 436 in layer 3 = * 3 436'],
    ['Neuron 436 of\nLayer 3', 'Neuron 436 of\nLayer 3 = * 3 436'],
    ['the neuron (3, 436).', 'neuron (3, 436) = * 3 436'],
    ['load_neuron(9, 6236)', 'load_neuron(9, 6236) = gpt2-xl 9 6236'],
    ['w = dd.Neuron("solu-6l-pile", 3, 436)', 'dd.Neuron("solu-6l-pile", 3, 436) = solu-6l-pile 3 436'],
    [
      "Neuron('openai-community/gpt2', layer=3, neuron=4)",
      "Neuron('openai-community/gpt2', layer=3, neuron=4) = gpt2-small 3 4",
    ],
    ['é L0N1 → py-solu-2l/1/172!', 'L0N1 = * 0 1', 'py-solu-2l/1/172 = py-solu-2l 1 172'],
  ]);
});

describe('references to layers, and their neurons by index', () => {
  table([
    ['blocks.3.mlp.hook_post', 'blocks.3.mlp.hook_post = * 3'],
    ['cache["blocks.3.mlp.hook_pre"].shape', 'blocks.3.mlp.hook_pre = * 3'],
    ['cache["blocks.3.mlp.hook_mid"][:, :, 436]', 'blocks.3.mlp.hook_mid"][:, :, 436] = * 3 436'],
    ['model.blocks[3].mlp.hook_post', 'model.blocks[3].mlp.hook_post = * 3'],
    ['blocks.3.mlp.out.hook_in[..., 4]', 'blocks.3.mlp.out.hook_in[..., 4] = * 3 4'],
    [
      'blocks.3.mlp.in.hook_out, blocks.4.mlp.gate.hook_out',
      'blocks.3.mlp.in.hook_out = * 3',
      'blocks.4.mlp.gate.hook_out = * 4',
    ],
    ['cache["post", 3][..., 436]', 'cache["post", 3][..., 436] = * 3 436'],
    ['cache["post", 3][0, -1, 436]', 'cache["post", 3][0, -1, 436] = * 3 436'],
    ['("post", 3)', '("post", 3) = * 3'],
    ['utils.get_act_name("post", 3)', 'utils.get_act_name("post", 3) = * 3'],
    ['h("blocks.3.mlp.hook_post", neuron=436)', 'blocks.3.mlp.hook_post", neuron=436 = * 3 436'],
    [
      '[("blocks.3.mlp.hook_post",\n  partial(ablate, neuron=436))]',
      'blocks.3.mlp.hook_post",\n  partial(ablate, neuron=436 = * 3 436',
    ],
    ['a = cache["post", 3]\nb = a[..., 436]', 'cache["post", 3] = * 3'],
    ['cache["post", 3] + cache["post", 4][..., 2]', 'cache["post", 3] = * 3', 'cache["post", 4][..., 2] = * 4 2'],
    ['cache["post", 3]; w[0, 1, 2]', 'cache["post", 3] = * 3'],
    ['cache["post", 3][0, 436]', 'cache["post", 3] = * 3'],
    ['model.transformer.h[3].mlp.act.output[..., 15]', 'model.transformer.h[3].mlp.act.output[..., 15] = * 3 15'],
    [
      'model.model.layers[3].mlp.down_proj.input[..., 15]',
      'model.model.layers[3].mlp.down_proj.input[..., 15] = * 3 15',
    ],
    // What comes out of the MLP has the residual stream's dimensions, not neurons.
    ['model.mlps_output[3][..., 15]', 'model.mlps_output[3] = * 3'],
    ['dd.Layer("gpt2-small", 3)', 'dd.Layer("gpt2-small", 3) = gpt2-small 3'],
  ]);
});

describe('references by URL', () => {
  table(
    [
      ['https://deepdecipher.org/viz/solu-6l-pile/all/3/436', 'solu-6l-pile 3 436'],
      ['https://deepdecipher.org/viz/solu-6l-pile/3/436', 'solu-6l-pile 3 436'],
      ['https://deepdecipher.org/api/solu-6l-pile/neuroscope/3/436', 'solu-6l-pile 3 436'],
      ['https://deepdecipher.org/viz/solu-6l-pile/all/3', 'solu-6l-pile 3'],
      ['http://127.0.0.1:8410/viz/py-solu-2l/all/1/435', 'py-solu-2l 1 435'],
      ['https://neuroscope.io/gpt2-small/3/436.html', 'gpt2-small 3 436'],
      ['https://www.neuronpedia.org/gpt2-small/6/2294', 'gpt2-small 6 2294'],
      ['https://neurons.transluce.org/3/14335/-', 'Llama-3.1-8B-Instruct 3 14335 -'],
      ['https://x.net/neuron-viewer/index.html#/layers/13/neurons/1352', 'gpt2-xl 13 1352'],
    ].map(([url, meant]) => [`see <${url}>.`, `${url} = ${meant}`]),
  );
  table([
    ['https://other.org/viz/solu-6l-pile/all/3/436'],
    ['https://neuronpedia.org/gpt2-small/6-res-jb/2294'],
    ['[L3N4](https://neuronpedia.org/gpt2-small/6-res-jb/2294)'],
    ['[L3N4](notes.md)', 'L3N4 = * 3 4'],
    [
      '[`L3N436`](https://neuroscope.io/gpt2-small/3/437.html)',
      'L3N436 = gpt2-small 3 437',
      'https://neuroscope.io/gpt2-small/3/437.html = gpt2-small 3 437',
    ],
  ]);
});

describe('what is no reference', () => {
  table([
    ['L3n4Addr'],
    ['l3n436'],
    ['L5.H0'],
    ['XL3N436'],
    ['L3N436x L3N436_1 L3N436.5'],
    ['between neuron 1 and neuron 2: 3.28'],
    ['Neuron 4 primarily activates on verbs'],
    ['neurons 3.5 times, interneuron 3.436, player 3, neuron 4'],
    ['layer 3, neurons 4 to 9'],
    ['src/py-solu-2l/1/172 py-solu-2l/1/172/4 ./py-solu-2l/1/172 py-solu-2l/1/172.3'],
    ['unknown-model/1/172'],
    ['2026/11/22 18:36:43 v1.2.3 10.0.0.1 1.2.3-4'],
    ['me@10:30, git@3:4'],
    ['py-solu-2l/{layer}/172 L{layer}N{neuron} blocks.{layer}.mlp.hook_post'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template is what must not be taken for a reference.
    ['py-solu-2l/${layer}/172 L${layer}N${neuron} blocks.${layer}.mlp.hook_post'],
    ['https://neurons.transluce.org/{layer}/{neuron}/+'],
    ['iVBORw0KGgo/L1N1+AAAN+L3N4/SUhEUg+L5N6+Q=='],
    ['blocks.3.attn.hook_z blocks.3.mlp.hook_posture blocks.3.hook_mlp_out cache["q", 3]'],
    ['self.layers[3].norm(x) self.layers[3].mlp(x)'],
    ['py-solu-2l/99999/1'],
    ['Neuron("unknown", 3, 436)'],
    ['160M.L4.N1186'],
  ]);
});

describe('the model of a reference', () => {
  const meant = (text: string, more = {}) => {
    const [one] = findReferences(text, { models: MODELS, ...more });
    return one && [one.reference.model, one.modelFrom];
  };
  const rows: [string, object, unknown][] = [
    ['gpt2-xl/1/2 # deepdecipher: model=gpt2-small', {}, ['gpt2-xl', 'reference']],
    ['HookedTransformer.from_pretrained("solu-6l-pile")\nL1N2', { defaultModel: 'gpt2-xl' }, ['solu-6l-pile', 'text']],
    ['from_pretrained_no_processing(\n    "gpt2"\n)\nL1N2', {}, ['gpt2-small', 'text']],
    ['AutoModel.from_pretrained("EleutherAI/pythia-70m") L1N2', {}, ['pythia-70m', 'text']],
    ['// deepdecipher: model=gpt2-xl\nL1N2', {}, ['gpt2-xl', 'text']],
    ['from_pretrained("gpt2") from_pretrained("gpt2-xl") L1N2 from_pretrained("gpt2")', {}, ['gpt2-xl', 'text']],
    ['L1N2 from_pretrained("gpt2") from_pretrained("gpt2-xl")', {}, ['gpt2-small', 'text']],
    ['from_pretrained("bert-base") L1N2', { defaultModel: 'gpt2-xl' }, undefined],
    ['AutoTokenizer.from_pretrained("gpt2") L1N2', { defaultModel: 'gpt2-xl' }, ['gpt2-xl', 'default']],
    ['L1N2', { folderModel: 'gpt2-small', defaultModel: 'gpt2-xl' }, ['gpt2-small', 'folder']],
    ['L1N2', { defaultModel: 'gpt2-xl' }, ['gpt2-xl', 'default']],
    ['L1N2', {}, undefined],
    ['any-name/1/2', { models: undefined }, ['any-name', 'reference']],
    ['2026/1/2', { models: undefined }, undefined],
    ['410M.L1.N2', { models: undefined }, ['pythia-410m', 'reference']],
  ];
  for (const [text, more, expected] of rows) {
    it(`in ${JSON.stringify(text)} with ${JSON.stringify(more)}`, () => assert.deepEqual(meant(text, more), expected));
  }
});

describe('parseReference', () => {
  it('reads a reference that stands alone', () => {
    const expected = { model: 'gpt2-small', layer: 3, neuron: 436 };
    assert.deepEqual(parseReference('  gpt2/3/436\n', context)?.reference, expected);
    assert.equal(parseReference('blocks.3.mlp.hook_post', context)?.kind, 'layer');
  });

  for (const input of ['', '3/436', 'see L3N436', 'L3N436 L3N437', 'nowhere/1/2']) {
    it(`refuses ${JSON.stringify(input)}`, () => assert.equal(parseReference(input, context), undefined));
  }
});
