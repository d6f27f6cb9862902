import { assert } from 'chai';
import { layOut, pathsThrough } from '../src/graph-layout.ts';
import { neuron2graph } from './helpers/data.ts';

const { graph } = neuron2graph;

/** Tokens of each column, from top to bottom. */
const tokens = (limit: number, drawn = graph) =>
  layOut(drawn, limit).columns.map((column) => column.map(({ token }) => token));

describe('layOut', () => {
  it('makes a column of each depth, activating tokens by importance, the others in the order of what they lead to', () => {
    assert.deepEqual(tokens(6), [
      [' not', ' no'],
      [' is', ' was'],
      [' it', ' x'],
    ]);
    const crossed = {
      subgraph_indices: [0, 2, 4],
      graph: [
        { token: 'a', required: [3], importance: 1 },
        { token: 'b', required: [2], importance: 0.5 },
        { token: 'before b', required: [], importance: 1 },
        { token: 'before a', required: [], importance: 0.1 },
      ],
    };
    assert.deepEqual(tokens(6, crossed), [
      ['a', 'b'],
      ['before a', 'before b'],
    ]);
  });

  it('keeps the most important tokens of each column, and only what leads to them', () => {
    assert.deepEqual(tokens(1), [[' not'], [' is'], [' it']]);
    const apart = {
      ...graph,
      graph: graph.graph.map((node, index) => (index === 0 ? { ...node, required: [] } : node)),
    };
    assert.deepEqual(tokens(6, apart), [[' not', ' no']]);
  });

  it('says how long the longest column is on the wire', () => {
    assert.equal(layOut(graph, 1).longest, 2);
  });

  it('draws six columns at most, and none of an empty graph', () => {
    const long = {
      subgraph_indices: Array.from({ length: 10 }, (_, index) => index),
      graph: Array.from({ length: 9 }, (_, index) => ({ token: `${index}`, required: [index + 1], importance: 1 })),
    };
    assert.lengthOf(layOut(long, 6).columns, 6);
    assert.deepEqual(layOut({ subgraph_indices: [0, 0], graph: [] }, 6), { columns: [], longest: 0 });
    assert.deepEqual(layOut({ subgraph_indices: [], graph: [] }, 6), { columns: [], longest: 0 });
  });

  it('places a token that stands before one two columns on', () => {
    const skipping = {
      subgraph_indices: [0, 1, 2, 3],
      graph: [
        { token: 'a', required: [1, 2], importance: 1 },
        { token: 'b', required: [], importance: 1 },
        { token: 'c', required: [], importance: 1 },
      ],
    };
    assert.deepEqual(tokens(6, skipping), [['a'], ['b'], ['c']]);
  });
});

describe('pathsThrough', () => {
  it('follows a token to all that it leads to and all that leads to it', () => {
    const layout = layOut(graph, 6);
    assert.sameMembers([...pathsThrough(2, layout)], [2, 0, 4, 5]);
    assert.sameMembers([...pathsThrough(5, layout)], [5, 2, 0]);
    assert.sameMembers([...pathsThrough(1, layout)], [1]);
  });

  it('ends on a graph with a circle in it', () => {
    const circle = {
      subgraph_indices: [0, 1, 2],
      graph: [
        { token: 'a', required: [1], importance: 1 },
        { token: 'b', required: [0], importance: 1 },
      ],
    };
    assert.sameMembers([...pathsThrough(0, layOut(circle, 6))], [0, 1]);
  });
});
