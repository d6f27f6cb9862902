import assert from 'node:assert/strict';
import { Neuron2GraphModelSchema, Neuron2GraphSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { temporaryFolder } from '../../../client/test/helpers/dataset-file.ts';
import { readDot } from '../../src/importers/dot.ts';
import { importInto, MODEL, readPage, withDataset } from '../support/importing.ts';
import { DRAWING, drawingOf, RUST_DRAWING } from '../support/neuron2graph-files.ts';
import { writeBelow } from '../support/neuroscope-page.ts';

const PageSchema = v.strictObject({
  graph: v.strictObject({
    subgraph_indices: v.array(v.number()),
    graph: v.array(v.strictObject({ token: v.string(), required: v.array(v.number()), importance: v.number() })),
  }),
  graphviz: v.string(),
  similar: v.array(v.strictObject({ layer: v.number(), neuron: v.number(), similarity: v.number() })),
});

describe('import neuron2graph', () => {
  const folder = temporaryFolder();
  const target = folder.path('graphs.db');
  after(folder.remove);

  it('reads both layouts of files and both flavours of drawings', async () => {
    const graphs = folder.path('graphs');
    writeBelow(graphs, 'solu-6l/graphs/3_436', DRAWING);
    writeBelow(graphs, 'other/0_12/graph', RUST_DRAWING);
    writeBelow(graphs, 'other/0_12/graph.svg', '<svg/>');
    writeBelow(graphs, 'other/0_13/graph', '');
    writeBelow(graphs, 'other/0_14/graph', 'digraph {\n\tsubgraph cluster_0 {\n\t}\n}\n');
    writeBelow(graphs, 'other/0_15/graph', 'digraph { 1 -> ');
    writeBelow(graphs, 'neuron_store.json', '{}');
    const report = await importInto(target, 'neuron2graph', graphs);
    assert.deepEqual(report.sources, { read: 2, skipped: 3, done_before: 0 });
    assert.deepEqual(
      report.skipped.map(({ reason, examples }) => [examples, reason]),
      [
        [['other/0_14/graph'], 'has no nodes: nothing was found for this neuron'],
        [['other/0_13/graph'], 'is empty'],
        [['other/0_15/graph'], 'is no graph in DOT that can be read'],
      ],
    );

    const page = v.parse(PageSchema, readPage(target, 'neuron2graph', 3, 436));
    assert.deepEqual(page.graph, {
      subgraph_indices: [0, 0, 3, 6],
      graph: [
        { token: ' City', required: [3, 4], importance: 0.925 },
        { token: ' "', required: [], importance: 0.427 },
        { token: 'hi', required: [5], importance: 0.714 },
        { token: ' York', required: [], importance: 0.776 },
        { token: ' Mexico', required: [], importance: 0.553 },
        { token: ' say', required: [], importance: 0.886 },
      ],
    });
    assert.equal(page.graphviz, DRAWING);

    const rust = v.parse(PageSchema, readPage(target, 'neuron2graph', 0, 12));
    assert.deepEqual(rust.graph, {
      subgraph_indices: [0, 0, 1, 3],
      graph: [
        { token: ' City', required: [1, 2], importance: 0.925 },
        { token: ' York', required: [], importance: 0.776 },
        { token: "don't", required: [], importance: 0.553 },
      ],
    });
    assert.deepEqual(rust.similar, [{ layer: 3, neuron: 436, similarity: 0.6667 }]);
    assert.deepEqual(page.similar, [{ layer: 0, neuron: 12, similarity: 0.6667 }]);
  });

  const LABELS: readonly (readonly [dot: string, token: string])[] = [
    ['hi', 'hi'],
    ['" the"', ' the'],
    ['été', 'été'],
    ["don't", "don't"],
    ['1.50', '1.50'],
    ['007', '007'],
    ['<p>', '<p>'],
    ['"<p>"', '<p>'],
    ['a]b', 'a]b'],
    ['-', '-'],
    ['"\\n"', '\n'],
    ['"\\\\n"', '\n'],
    ['"\\\\u00e9"', 'é'],
    ['"\\\\\\\\"', '\\'],
    ['"\'   \'"', '   '],
    ['" \\""', ' "'],
  ];
  for (const [dot, token] of LABELS) {
    it(`reads the label ${dot}`, () => {
      const { clusters } = readDot(drawingOf(dot, 'next'));
      assert.deepEqual(
        clusters.flat().map((node) => node.token),
        [token, 'next'],
      );
    });
  }

  it('lists similar neurons from 0.4 up, most similar first, then by overlap and place', async () => {
    const file = folder.path('similar.db');
    const graphs = folder.path('similar');
    writeBelow(graphs, '0_0/graph', drawingOf('a', 'b'));
    writeBelow(graphs, '0_1/graph', drawingOf('a'));
    writeBelow(graphs, '0_2/graph', drawingOf('a', 'b', 'c', 'd', 'e'));
    writeBelow(graphs, '0_3/graph', drawingOf('c', 'x', 'y'));
    await importInto(file, 'neuron2graph', graphs);
    const similarTo = (neuron: number) =>
      v.parse(PageSchema, readPage(file, 'neuron2graph', 0, neuron)).similar.map((it) => [it.neuron, it.similarity]);
    assert.deepEqual(similarTo(0), [
      [2, 1],
      [1, 1],
    ]);
    assert.deepEqual(similarTo(2), [
      [0, 1],
      [1, 1],
    ]);
    assert.deepEqual(similarTo(3), []);
  });

  it('says how good the graphs are, where there is a stats.json of either version', async () => {
    const file = folder.path('quality.db');
    const graphs = folder.path('quality');
    for (const neuron of [0, 1, 2]) writeBelow(graphs, `0_${neuron}/graph`, drawingOf('a'));
    const current = {
      accuracy: 0.99,
      firing: { precision: 0.5, recall: 0.25, f1_score: 0.375, count: 8 },
      non_firing: { precision: 'BARE', recall: 1, f1_score: 1, count: 120 },
    };
    const earlier = {
      0: { precision: 1, recall: 1, 'f1-score': 1, support: 90 },
      1: { precision: 0.5, recall: 0.5, 'f1-score': 0.5, support: 10 },
      accuracy: 1,
      correlation: -3,
    };
    const stats = JSON.stringify({ 0: { 0: current, 1: earlier, 2: {}, 3: current } }).replaceAll('"BARE"', 'NaN');
    writeBelow(graphs, 'stats.json', stats);
    const report = await importInto(file, 'neuron2graph', graphs);
    const qualityOf = (neuron: number) =>
      v.parse(Neuron2GraphSchema, readPage(file, 'neuron2graph', 0, neuron)).quality;
    assert.deepEqual(qualityOf(0)?.top, {
      num_texts: 10,
      num_tokens: 128,
      firing: { precision: 0.5, recall: 0.25, f1: 0.375, count: 8 },
      non_firing: { precision: null, recall: 1, f1: 1, count: 120 },
      correlation: null,
    });
    assert.deepEqual(qualityOf(1)?.top.firing, { precision: 0.5, recall: 0.5, f1: 0.5, count: 10 });
    assert.equal(qualityOf(1)?.random.num_texts, 0);
    assert.equal(qualityOf(2), undefined);
    assert.deepEqual(
      report.skipped.map(({ reason, examples }) => [examples, reason]),
      [
        [['stats.json, neuron 2 of layer 0'], 'has no figures: its evaluation failed'],
        [['neuron 3 of layer 0'], 'is in stats.json, but its graph is not there'],
      ],
    );
    assert.match(report.remarks[0]?.text ?? '', /upper bound/);
  });
});

describe('import neuron-store', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  it('reads every token, and says what is no neuron', async () => {
    const store = {
      activating: { ' the': ['3_436', '0_12'], constructor: ['1_1'], odd: ['layer 3'], worse: '3_436' },
      important: { ' the': ['3_436'], été: ['5_0'] },
    };
    writeBelow(folder.path('.'), 'neuron_store.json', JSON.stringify(store, undefined, 2));
    const report = await importInto(folder.path('store.db'), 'neuron-store', folder.path('neuron_store.json'));
    assert.equal(report.models[0]?.tokens, 5);
    assert.equal(report.models[0]?.metadata.num_layers, 6);
    assert.deepEqual(report.skipped, [
      { reason: 'has no list of neurons', count: 1, examples: ['activating token "worse"'] },
      { reason: 'is no neuron such as "3_436"', count: 1, examples: ['"layer 3" of "odd"'] },
    ]);
  });

  it('keeps the page that neurons are compared by in step with all that is imported', async () => {
    const file = folder.path('store.db');
    const tokensOf = () => {
      const { tokens, neurons } = v.parse(Neuron2GraphModelSchema, readPage(file, 'neuron2graph'));
      const named = (pairs: readonly (readonly [number, number])[]) =>
        pairs.map(([number, strength]) => [tokens[number], strength]);
      return neurons.map(({ layer, neuron, activating, important }) => [
        `${layer}_${neuron}`,
        named(activating),
        named(important),
      ]);
    };
    assert.deepEqual(tokensOf(), [
      ['0_12', [[' the', 1]], []],
      ['1_1', [['constructor', 1]], []],
      ['3_436', [[' the', 1]], [[' the', 1]]],
      ['5_0', [], [['été', 1]]],
    ]);
    writeBelow(folder.path('graphs'), '0_12/graph', drawingOf('" the"', 'no'));
    await importInto(file, 'neuron2graph', folder.path('graphs'));
    await importInto(file, 'neuron-store', folder.path('neuron_store.json'));
    const known = [
      [' the', 0.714],
      ['no', 0.714],
    ];
    assert.deepEqual(tokensOf()[0], ['0_12', known, []]);
    assert.equal(tokensOf().length, 4);
    assert.ok(withDataset(file, ({ models }) => models[0]?.metadata.available_services.includes('neuron2graph')));
  });

  it('leaves out neurons beyond the size that it is told', async () => {
    const file = folder.path('small.db');
    const given = { num_layers: 4, layer_size: 400 };
    await importInto(file, 'neuron-store', folder.path('neuron_store.json'), { given });
    const { neurons } = v.parse(Neuron2GraphModelSchema, readPage(file, 'neuron2graph'));
    assert.deepEqual(
      neurons.map(({ layer, neuron }) => `${layer}_${neuron}`),
      ['0_12', '1_1'],
    );
    const found = withDataset(file, (dataset) => dataset.search(MODEL, [{ kind: 'any', key: 'the' }]));
    assert.deepEqual(found, [{ layer: 0, neuron: 12 }]);
  });

  it('refuses what is no neuron_store.json', async () => {
    writeBelow(folder.path('.'), 'list.json', '[]');
    const report = await importInto(folder.path('list.db'), 'neuron-store', folder.path('list.json'));
    assert.match(report.skipped[0]?.reason ?? '', /^is no neuron_store\.json: at activating, /);
    assert.deepEqual(report.models, []);
  });
});
