import assert from 'node:assert/strict';
import { NeuroscopeLayerSchema, NeuroscopeNeuronSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { temporaryFolder } from '../../../client/test/helpers/dataset-file.ts';
import { importInto, readPage } from '../support/importing.ts';
import { writeBelow } from '../support/neuroscope-page.ts';

const SEQUENCE = {
  dataclass_name: 'ScoredSequenceSimulation',
  true_activations: [0.1, 6.4],
  ev_correlation_score: 0.9,
  rsquared_score: 0.8,
  absolute_dev_explained_score: 0.6,
  simulation: {
    dataclass_name: 'SequenceSimulation',
    tokens: [' NaN', ' York'],
    expected_activations: [0.4, 7.9],
    activation_scale: 'simulated_normalized_activations',
    distribution_values: [[0, 1], []],
    distribution_probabilities: [[0.6, 0.4], []],
    uncalibrated_simulation: null,
  },
};
const EXPLANATIONS = {
  dataclass_name: 'NeuronSimulationResults',
  neuron_id: { dataclass_name: 'NeuronId', layer_index: 1, neuron_index: 5 },
  scored_explanations: [
    {
      dataclass_name: 'ScoredExplanation',
      explanation: ' the names of large American cities',
      scored_simulation: {
        dataclass_name: 'ScoredSimulation',
        ev_correlation_score: 0.47,
        rsquared_score: 'BARE',
        absolute_dev_explained_score: 0.12,
        scored_sequence_simulations: [SEQUENCE],
      },
    },
  ],
};
const RECORD = {
  dataclass_name: 'NeuronRecord',
  neuron_id: { layer_index: 1, neuron_index: 5 },
  random_sample: [{ dataclass_name: 'ActivationRecord', tokens: ['The', ' cat'], activations: [-0.5, 0] }],
  random_sample_by_quantile: [[{ tokens: ['a'], activations: [-0.1] }], [], [], [{ tokens: ['b'], activations: [3] }]],
  quantile_boundaries: [0.5, 0.9, 0.99, 0.999],
  mean: -0.06,
  variance: 0.02,
  skewness: 'BARE',
  kurtosis: 40.2,
  most_positive_activation_records: [
    { tokens: [' New', ' York'], activations: [0.1, 6.4] },
    { tokens: [' cut'], activations: [] },
    { tokens: [' Los', ' Angeles'], activations: [0.25, 6.5] },
  ],
};
/** As Python writes it: NaN is a bare word. */
const python = (value: unknown) => JSON.stringify(value).replaceAll('"BARE"', 'NaN');

describe('import neuron-explainer', () => {
  const folder = temporaryFolder();
  const files = folder.path('neuron-explainer');
  const target = folder.path('explained.db');
  after(folder.remove);

  before(async () => {
    writeBelow(files, 'data/explanations/1/5.jsonl', `${python(EXPLANATIONS)}\n`);
    writeBelow(files, 'data/explanations/1/6.jsonl', `${python({ scored_explanations: [{ explanation: 'x' }] })}\n`);
    writeBelow(files, 'data/explanations/1/7.jsonl', python({ scored_explanations: [] }));
    writeBelow(files, 'data/explanations/1/8.jsonl', python(EXPLANATIONS).slice(0, 200));
    writeBelow(files, 'data/explanations/1/9.jsonl', '');
    writeBelow(files, 'data/collated-activations/1/5.json', python(RECORD));
    writeBelow(
      files,
      'data/related-tokens/activation-based/1/5.json',
      '{"tokens":[" NY"],"average_activations":[NaN]}',
    );
    writeBelow(files, 'package.json', '{"name":"neuron-viewer"}');
  });

  it('keeps explanation, score and every simulated sequence', async () => {
    const report = await importInto(target, 'neuron-explainer', files);
    assert.deepEqual(readPage(target, 'neuron_explainer', 1, 5), {
      explanation: 'the names of large American cities',
      score: 0.47,
      score_kind: 'ev_correlation_score',
      scored_explanations: [
        {
          explanation: ' the names of large American cities',
          scored_simulation: {
            ev_correlation_score: 0.47,
            rsquared_score: null,
            absolute_dev_explained_score: 0.12,
            scored_sequence_simulations: [
              {
                true_activations: [0.1, 6.4],
                ev_correlation_score: 0.9,
                rsquared_score: 0.8,
                absolute_dev_explained_score: 0.6,
                simulation: {
                  tokens: [' NaN', ' York'],
                  expected_activations: [0.4, 7.9],
                  activation_scale: 'simulated_normalized_activations',
                  distribution_values: [[0, 1], []],
                  distribution_probabilities: [[0.6, 0.4], []],
                  uncalibrated_simulation: null,
                },
              },
            ],
          },
        },
      ],
      related_tokens: { tokens: [' NY'], average_activations: [null] },
    });
    const [model] = report.models;
    assert.deepEqual(model?.metadata.available_services, ['metadata', 'neuron_explainer', 'neuroscope']);
  });

  it('takes an explanation without a score, by the number in its file name', () => {
    const page = v.parse(
      v.looseObject({ score: v.null(), explanation: v.string() }),
      readPage(target, 'neuron_explainer', 1, 6),
    );
    assert.equal(page.explanation, 'x');
  });

  it('makes texts, samples by quantile and moments of a record', () => {
    const json = readPage(target, 'neuroscope', 1, 5);
    const page = v.parse(NeuroscopeNeuronSchema, json);
    assert.deepEqual(
      page.texts.map((text) => [text.tokens, text.max_activation, text.max_activating_token_index]),
      [
        [[' Los', ' Angeles'], 6.5, 1],
        [[' New', ' York'], 6.4, 1],
      ],
    );
    assert.deepEqual([page.texts[0]?.min_range, page.texts[0]?.max_range], [-0.5, 6.5]);
    const Added = v.object({
      samples: v.array(
        v.object({
          min_quantile: v.number(),
          max_quantile: v.number(),
          texts: v.array(v.object({ tokens: v.array(v.string()) })),
        }),
      ),
    });
    const { samples } = v.parse(Added, json);
    assert.deepEqual(
      samples.map(({ min_quantile: low, max_quantile: high, texts }) => [
        [low, high],
        texts.map(({ tokens }) => tokens),
      ]),
      [
        [[0.99, 0.999], [['b']]],
        [[0, 0.5], [['a']]],
        [[0, 1], [['The', ' cat']]],
      ],
    );
    assert.deepEqual(page.statistics, {
      num_tokens: null,
      minimum: null,
      maximum: null,
      mean: -0.06,
      variance: 0.02,
      skewness: null,
      kurtosis: 40.2,
      fraction_positive: null,
    });
    const layer = v.parse(NeuroscopeLayerSchema, readPage(target, 'neuroscope', 1));
    assert.deepEqual(layer.peak_tokens, [[' Angeles', ' York']]);
  });

  const SHARES = [
    ['upper bounds', [0.5, 0.9, 0.99, 0.999], [0.99, 0.999]],
    ['all bounds', [0, 0.25, 0.5, 0.75, 1], [0.75, 1]],
    ['the bounds between them', [0.25, 0.5, 0.75], [0.75, 1]],
    ['nothing', null, [0.99, 0.999]],
    ['activations', [-0.1, 0.3, 1.5, 6], [0.99, 0.999]],
    ['shares out of order', [0.9, 0.5, 0.1, 0], [0.99, 0.999]],
  ] as const;
  for (const [name, bounds, expected] of SHARES) {
    it(`reads quantile_boundaries that are ${name}`, async () => {
      const source = folder.path(`bounds of ${name}`);
      const file = folder.path(`${name}.db`);
      writeBelow(source, '1/5.json', python({ ...RECORD, quantile_boundaries: bounds }));
      await importInto(file, 'neuron-explainer', source);
      const { samples } = v.parse(NeuroscopeNeuronSchema, readPage(file, 'neuroscope', 1, 5));
      assert.deepEqual([samples?.[0]?.min_quantile, samples?.[0]?.max_quantile], expected);
    });
  }

  it('says so when it cannot tell what quantiles samples are from', async () => {
    const source = folder.path('two');
    const file = folder.path('two.db');
    const groups = RECORD.random_sample_by_quantile.slice(2);
    writeBelow(source, '1/5.json', python({ ...RECORD, random_sample_by_quantile: groups }));
    const { remarks } = await importInto(file, 'neuron-explainer', source);
    assert.ok(remarks.some(({ text }) => /quantile_boundaries/.test(text)));
    const { samples } = v.parse(NeuroscopeNeuronSchema, readPage(file, 'neuroscope', 1, 5));
    assert.deepEqual([samples?.[0]?.min_quantile, samples?.[0]?.max_quantile], [0, 1]);
  });

  it('goes on without what cannot be read, and says so', async () => {
    const { skipped } = await importInto(folder.path('again.db'), 'neuron-explainer', files);
    assert.deepEqual(
      skipped.map(({ reason, examples }) => [examples, reason]),
      [
        [['data/collated-activations/1/5.json, text 2'], 'a text has no tokens, or another number of activations'],
        [['package.json'], 'does not say which neuron it is of, neither inside nor in its file name'],
        [['data/explanations/1/9.jsonl'], 'is empty'],
        [['data/explanations/1/7.jsonl'], 'is no list of scored explanations: at scored_explanations, no explanation'],
        [['data/explanations/1/8.jsonl'], 'is not valid JSON (cut off, or no JSON at all)'],
      ],
    );
  });
});
