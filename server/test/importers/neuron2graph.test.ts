import assert from 'node:assert/strict';
import * as v from 'valibot';
import { readDot } from '../../src/importers/dot.ts';
import { createSimilarity } from '../../src/importers/similarity.ts';
import { temporaryFolder } from '../support/dataset-file.ts';
import { importInto, readPage } from '../support/importing.ts';
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

  it('finds similar neurons as the paper defines it, both ways alike', () => {
    const entry = (kind: 'activating' | 'important', token: string, neuron: number) => ({
      kind,
      token,
      layer: 0,
      neuron,
    });
    const similarity = createSimilarity({
      entries: () => [
        entry('activating', 'a', 0),
        entry('activating', 'a', 1),
        entry('activating', 'a', 2),
        entry('activating', 'b', 0),
        entry('important', 'a', 3),
        entry('important', 'c', 0),
        entry('important', 'c', 1),
        entry('important', 'd', 2),
        entry('important', 'e', 2),
      ],
    });
    assert.deepEqual(similarity.of({ layer: 0, neuron: 0 }), [{ layer: 0, neuron: 1, similarity: 1 }]);
    assert.deepEqual(similarity.of({ layer: 0, neuron: 1 }), [
      { layer: 0, neuron: 0, similarity: 1 },
      { layer: 0, neuron: 2, similarity: 0.5 },
    ]);
    assert.deepEqual(similarity.of({ layer: 0, neuron: 2 }), [{ layer: 0, neuron: 1, similarity: 0.5 }]);
    assert.deepEqual(similarity.of({ layer: 0, neuron: 3 }), []);
    assert.deepEqual(similarity.of({ layer: 7, neuron: 7 }), []);
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

  it('refuses what is no neuron_store.json', async () => {
    writeBelow(folder.path('.'), 'list.json', '[]');
    const report = await importInto(folder.path('list.db'), 'neuron-store', folder.path('list.json'));
    assert.match(report.skipped[0]?.reason ?? '', /^is no neuron_store\.json: at activating, /);
    assert.deepEqual(report.models, []);
  });
});
