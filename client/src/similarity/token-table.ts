import type { Neuron2GraphModel, NeuronIndex } from '../wire/index.ts';
import { grouped } from './grouped.ts';
import { KINDS } from './measures.ts';
import { matchingKey, type TokenMatching } from './neuron-tokens.ts';

/** For each of a number of owners its members, in the stretch of `members` from `starts[owner]` to `starts[owner + 1]`. */
export interface Lists {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** Parallel to `members`. */
  readonly strengths: Float64Array;
}

/** A model's neurons and tokens as numbers. A token of one kind is an item: {@link itemOf}. */
export interface TokenTable {
  /** By (layer, neuron); a neuron's number is its index. */
  readonly places: readonly NeuronIndex[];
  /** The tokens as they are compared; a token's number is its index. */
  readonly tokens: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** The items of each neuron. */
  readonly items: Lists;
  /** The neurons of each item, ascending. */
  readonly holders: Lists;
}

/** The number of a token of a kind. */
export function itemOf(token: number, kind: number): number {
  return token * KINDS.length + kind;
}

/** Reads the page. Cost: linear; 24 bytes for each token of each neuron, and the tokens themselves once. */
export function tokenTable({ tokens, neurons }: Neuron2GraphModel, matching: TokenMatching): TokenTable {
  const numbers = new Map<string, number>();
  const renumbered = Int32Array.from(tokens, (token) => {
    const key = matchingKey(token, matching);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const sorted = neurons.toSorted((a, b) => a.layer - b.layer || a.neuron - b.neuron);
  const most = sorted.reduce((sum, { activating, important }) => sum + activating.length + important.length, 0);
  const numItems = numbers.size * KINDS.length;

  const starts = new Int32Array(sorted.length + 1);
  const members = new Int32Array(most);
  const owners = new Int32Array(most);
  const strengths = new Float64Array(most);
  // Where each item was last put, to find those that a neuron has twice.
  const last = new Int32Array(numItems).fill(-1);
  let end = 0;
  for (const [index, neuron] of sorted.entries()) {
    const start = end;
    for (const [kind, name] of KINDS.entries()) {
      for (const [token, strength] of neuron[name]) {
        const item = itemOf(renumbered[token] ?? 0, kind);
        const place = last[item] ?? -1;
        if (place >= start) {
          strengths[place] = Math.max(strengths[place] ?? 0, strength);
        } else {
          last[item] = end;
          members[end] = item;
          owners[end] = index;
          strengths[end] = strength;
          end += 1;
        }
      }
    }
    starts[index + 1] = end;
  }
  const items = { starts, members: members.subarray(0, end), strengths: strengths.subarray(0, end) };
  const byItem = grouped(items.members, numItems);
  const holders = { starts: byItem.starts, members: new Int32Array(end), strengths: new Float64Array(end) };
  for (let at = 0; at < end; at += 1) {
    const index = byItem.indices[at] ?? 0;
    holders.members[at] = owners[index] ?? 0;
    holders.strengths[at] = strengths[index] ?? 0;
  }
  const places = sorted.map(({ layer, neuron }) => ({ layer, neuron }));
  return { places, tokens: [...numbers.keys()], numbers, items, holders };
}
