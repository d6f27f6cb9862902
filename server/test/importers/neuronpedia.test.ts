import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { NeuroscopeNeuronSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { temporaryFolder } from '../../../client/test/helpers/dataset-file.ts';
import { importInto, readPage } from '../support/importing.ts';
import { writeBelow } from '../support/neuroscope-page.ts';

const activation = (maximum: number, more: object = {}) => ({
  tokens: ['\n', ' brigade'],
  values: [0, maximum],
  ...more,
});

/** A batch as SAEDashboard's runner writes it. */
const BATCH = {
  model_id: 'gpt2-small',
  layer: 3,
  sae_set: 'res-jb',
  features: [
    {
      feature_index: 0,
      neg_str: ['sequence'],
      neg_values: [-0.625],
      frac_nonzero: 0.0002,
      activations: [
        activation(1, { bin_min: 0.5, bin_max: 1.5, bin_contains: 0.25 }),
        activation(2.214, { bin_min: -1, bin_max: 2.214, bin_contains: -1 }),
        activation(2.214, { bin_min: 2, bin_max: 3, bin_contains: 0.5 }),
        { tokens: [' odd'], values: [] },
      ],
    },
    { feature_index: 24_575, neg_str: [], activations: [] },
  ],
};
/** Rows as Neuronpedia's database exports them, each kind in files of its own. */
const FEATURES = [{ modelId: 'gpt2-small', layer: '9-res-jb', index: '10', maxActApprox: 4.5, pos_str: [' no'] }];
const ACTIVATIONS = [
  {
    id: 'a',
    modelId: 'gpt2-small',
    layer: '9-res-jb',
    index: '10',
    ...activation(4),
    maxValue: 4,
    dataIndex: '77',
    binMin: null,
  },
  {
    id: 'b',
    modelId: 'gpt2-small',
    layer: '9-res-jb',
    index: '10',
    ...activation(4.5),
    maxValue: 4.5,
    dfaValues: [0.5, 1],
  },
  { id: 'c', modelId: 'gpt2-small', layer: '9-mlp', index: '10', ...activation(99) },
];
const EXPLANATIONS = [
  { layer: '9-res-jb', index: '10', description: 'first', explanationModelName: 'm', embedding: [0.5] },
  {
    layer: '9-res-jb',
    index: '10',
    description: ' scored',
    scores: [{ value: 0.7, explanationScoreTypeName: 'recall_alt' }],
  },
  { layer: 'e-res', index: '10', description: 'of no layer' },
];

describe('import neuronpedia', () => {
  const folder = temporaryFolder();
  const root = folder.path('.');
  after(folder.remove);
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  before(() => {
    writeBelow(root, 'batch-0.json', JSON.stringify(BATCH).replace('-0.625', 'NaN'));
    writeBelow(root, 'features/batch-0.jsonl.gz', gzipSync(lines(FEATURES)));
    writeBelow(root, 'activations/batch-3.jsonl', lines(ACTIVATIONS));
    writeBelow(root, 'explanations/batch-1.jsonl.gz', gzipSync(lines(EXPLANATIONS)));
  });

  it('reads batches: texts once each, highest first, and the rest as it is', async () => {
    const target = folder.path('batch.db');
    const report = await importInto(target, 'neuronpedia', folder.path('batch-0.json'));
    const json = readPage(target, 'neuroscope', 3, 0);
    const { texts } = v.parse(NeuroscopeNeuronSchema, json);
    assert.deepEqual(
      texts.map((text) => [text.max_activation, text.max_range, text.max_activating_token_index]),
      [
        [2.214, 2.214, 1],
        [1, 2.214, 1],
      ],
    );
    const Bins = v.object({ texts: v.array(v.object({ bin_min: v.number(), bin_contains: v.number() })) });
    assert.deepEqual(v.parse(Bins, json).texts[0], { bin_min: -1, bin_contains: -1 });
    assert.deepEqual(readPage(target, 'neuronpedia', 3, 0), {
      source: '3-res-jb',
      neg_str: ['sequence'],
      neg_values: [null],
      frac_nonzero: 0.0002,
    });
    assert.equal(readPage(target, 'neuroscope', 3, 24_575), undefined);
    assert.equal(report.models[0]?.metadata.layer_size, 24_576);
    assert.match(report.remarks[0]?.text ?? '', /^A feature has no texts/);
    assert.deepEqual(
      report.skipped.map(({ examples }) => examples),
      [['feature 0 of layer 3']],
    );
  });

  it('puts together what rows in several files say of a feature', async () => {
    const target = folder.path('rows.db');
    const files = ['activations/batch-3.jsonl', 'features/batch-0.jsonl.gz', 'explanations/batch-1.jsonl.gz'];
    const report = await importInto(target, 'neuronpedia', files.map(folder.path));
    const json = readPage(target, 'neuroscope', 9, 10);
    assert.deepEqual(
      v.parse(NeuroscopeNeuronSchema, json).texts.map((text) => [text.max_activation, text.data_index]),
      [
        [4.5, 1],
        [4, 77],
      ],
    );
    assert.match(JSON.stringify(json), /"dfaValues":\[0\.5,1\]/);
    assert.deepEqual(readPage(target, 'neuron_explainer', 9, 10), {
      explanation: 'scored',
      score: 0.7,
      score_kind: 'recall_alt',
    });
    const page = JSON.stringify(readPage(target, 'neuronpedia', 9, 10));
    assert.match(page, /^\{"source":"9-res-jb","maxActApprox":4\.5,"pos_str":\[" no"\],"explanations":\[/);
    assert.doesNotMatch(page, /embedding/);
    assert.deepEqual(
      report.skipped.map(({ reason }) => reason),
      [
        'belongs to another source of the same layer than 9-res-jb; import it as another model',
        'does not say which feature it is (layer such as 9 or 9-res-jb, and index)',
      ],
    );
  });

  it('keeps nothing of a file that is cut off, and goes on', async () => {
    writeBelow(root, 'cut.jsonl.gz', gzipSync(lines(FEATURES)).subarray(0, 60));
    writeBelow(root, 'none.json', '[]');
    const target = folder.path('cut.db');
    const report = await importInto(
      target,
      'neuronpedia',
      ['cut.jsonl.gz', 'none.json', 'batch-0.json'].map(folder.path),
    );
    assert.deepEqual(report.sources, { read: 1, skipped: 2, done_before: 0 });
    assert.deepEqual(report.skipped.map(({ reason }) => reason).sort(), [
      'a text has tokens or activations that cannot be read, or different numbers of them',
      'has no features, activations or explanations',
      'is damaged or cut off',
    ]);
  });
});
