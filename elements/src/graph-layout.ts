import type { Neuron2Graph } from '@deepdecipher/client';

type Graph = Neuron2Graph['graph'];

/** A token of a graph, with its place in the picture. */
export interface PlacedNode {
  /** Index in the graph as the wire has it. */
  readonly index: number;
  readonly token: string;
  /** From 0 to 1. */
  readonly importance: number;
  /** 0 for the activating tokens, k for those k-th before them. */
  readonly column: number;
  /** In its column, from 0 at the top. */
  readonly row: number;
  /** Nodes of which one must stand before this one, by index. */
  readonly before: readonly number[];
}

export interface GraphLayout {
  /** Activating tokens first; empty columns of the wire are left out. */
  readonly columns: readonly (readonly PlacedNode[])[];
  /** How many tokens the longest column has on the wire. */
  readonly longest: number;
}

// Further back than this a graph is no picture any more.
const MAX_COLUMNS = 6;

/**
 * Places a graph in columns, each with its `limit` most important tokens; of those before others, the ones that lead to a
 * placed token. Activating tokens stand by importance; every further column is ordered by where the tokens after it stand,
 * so that few edges cross.
 *
 * Cost: linear in nodes and edges but for the sorting.
 */
export function layOut({ subgraph_indices: starts, graph }: Graph, limit: number): GraphLayout {
  const indices = [...graph.keys()];
  const onWire = starts.map((start, place) => indices.slice(start, starts[place + 1] ?? start));
  const filled = onWire.filter((column) => column.length > 0).slice(0, MAX_COLUMNS);
  const columns: PlacedNode[][] = [];
  for (const column of filled) {
    const after = meanRows(columns.flat());
    const importance = (index: number) => graph[index]?.importance ?? 0;
    const kept = column
      .filter((index) => columns.length === 0 || after.has(index))
      .sort((a, b) => importance(b) - importance(a))
      .slice(0, limit);
    if (kept.length === 0) break;
    if (columns.length > 0) kept.sort((a, b) => (after.get(a) ?? 0) - (after.get(b) ?? 0));
    columns.push(kept.map((index, row) => ({ index, row, column: columns.length, ...nodeAt(graph, index) })));
  }
  return { columns, longest: Math.max(0, ...filled.map((column) => column.length)) };
}

function nodeAt(graph: Graph['graph'], index: number): Pick<PlacedNode, 'token' | 'importance' | 'before'> {
  const { token = '', importance = 0, required: before = [] } = graph[index] ?? {};
  return { token, importance, before };
}

/** For each token before placed ones: the mean row of those that it leads to. */
function meanRows(placed: readonly PlacedNode[]): Map<number, number> {
  const sums = new Map<number, { total: number; count: number }>();
  for (const { row, before } of placed) {
    for (const index of before) {
      const { total, count } = sums.get(index) ?? { total: 0, count: 0 };
      sums.set(index, { total: total + row, count: count + 1 });
    }
  }
  return new Map([...sums].map(([index, { total, count }]) => [index, total / count]));
}

/** The nodes on the paths through a node: all that lead to it, and all that it leads to. */
export function pathsThrough(index: number, { columns }: GraphLayout): Set<number> {
  const nodes = columns.flat();
  const before = new Map(nodes.map((node) => [node.index, node.before]));
  const after = new Map<number, number[]>();
  for (const node of nodes) {
    for (const earlier of node.before) after.set(earlier, [...(after.get(earlier) ?? []), node.index]);
  }
  return new Set([...reached(index, before), ...reached(index, after)]);
}

function reached(from: number, next: ReadonlyMap<number, readonly number[]>): Set<number> {
  const found = new Set([from]);
  // A set gives what is added while it is walked, too.
  for (const index of found) for (const neighbour of next.get(index) ?? []) found.add(neighbour);
  return found;
}
