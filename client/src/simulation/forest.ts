import { grouped } from '../similarity/grouped.ts';
import type { Neuron2Graph } from '../wire/index.ts';

/** A neuron's patterns, as its `neuron2graph` page holds them. */
export type Trie = NonNullable<Neuron2Graph['trie']>;

/** Where a trie's patterns for one activating token begin. */
export interface Root {
  /** The trie's index. */
  readonly trie: number;
  readonly node: number;
}

/** Tries in typed arrays, over one numbering of their tokens. */
export interface Forest {
  /** The numbers of a text's tokens; {@link UNKNOWN} for one that no trie has. */
  numbersOf(tokens: readonly string[]): Int32Array;
  /** The roots for a token: at most one of each trie, by trie; undefined if there are none. */
  rootsOf(number: number): readonly Root[] | undefined;
  /**
   * What a trie predicts on the text's token at `index`, which is the root's. Cost: for each token on the way back the
   * children of one node.
   */
  predict(root: Root, numbers: Int32Array, index: number): number;
}

/** The number of a token that no trie has. */
export const UNKNOWN = -1;
// Not the number of any text's token.
const ANY = -2;

/** Compiles tries. Cost: linear in their nodes; memory: 20 bytes for each, and each different token once. */
export function createForest(tries: readonly Trie[]): Forest {
  const numberByToken = new Map<string, number>();
  const roots: Root[][] = [];
  const numNodes = tries.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const numbers = new Int32Array(numNodes);
  const ends = new Float64Array(numNodes);
  // One more than the parent; 0 for none.
  const parents = new Int32Array(numNodes);

  let offset = 0;
  for (const [trie, { tokens, nodes, activation_threshold: threshold }] of tries.entries()) {
    const numberByPlace = tokens.map((token) => {
      const number = numberByToken.get(token) ?? numberByToken.size;
      numberByToken.set(token, number);
      return number;
    });
    const rootByNumber = new Map<number, number>();
    for (const [index, [parent, place, , , end]] of nodes.entries()) {
      const number = numberByPlace[place] ?? ANY;
      numbers[offset + index] = number;
      ends[offset + index] = end ?? Number.NaN;
      if (parent < 0) rootByNumber.set(number, index);
      else parents[offset + index] = offset + parent + 1;
    }
    for (const [number, index] of rootByNumber) {
      if (number === ANY || (nodes[index]?.[2] ?? 0) <= threshold) continue;
      const found = roots[number] ?? [];
      found.push({ trie, node: offset + index });
      roots[number] = found;
    }
    offset += nodes.length;
  }
  const { starts, indices: children } = grouped(parents, numNodes + 1);

  // The child for a token, else the one for any, else -1; of several alike the last.
  function childOf(node: number, number: number): number {
    let any = -1;
    for (let at = (starts[node + 2] ?? 0) - 1; at >= (starts[node + 1] ?? 0); at -= 1) {
      const child = children[at] ?? 0;
      if (numbers[child] === number) return child;
      if (any < 0 && numbers[child] === ANY) any = child;
    }
    return any;
  }

  return {
    numbersOf(text) {
      const found = new Int32Array(text.length);
      for (let index = 0; index < text.length; index += 1) {
        found[index] = numberByToken.get(text[index] ?? '') ?? UNKNOWN;
      }
      return found;
    },
    rootsOf: (number) => (number === UNKNOWN ? undefined : roots[number]),
    predict(root, text, index) {
      let prediction = 0;
      let before = index;
      for (let node = root.node; node >= 0; node = before < 0 ? -1 : childOf(node, text[before] ?? UNKNOWN)) {
        const end = ends[node] ?? Number.NaN;
        if (!Number.isNaN(end)) prediction = end;
        before -= 1;
      }
      return prediction;
    },
  };
}
