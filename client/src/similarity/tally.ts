import { FORMULAS, KINDS, type Measure } from './measures.ts';
import type { Lists } from './token-table.ts';

/** A neuron that shares something. */
export interface Found {
  readonly number: number;
  readonly similarity: number;
  readonly overlap: number;
}

/** Adds up what the neurons of an index share with one neuron after the other. */
export interface Tally {
  /** The indexed neurons' sizes by the measure. */
  readonly sizes: Float64Array;
  /** Adds one item of the neuron: each holder from place `from` of its list on shares it. */
  add(item: number, strength: number, from?: number): void;
  /** Gives the neurons that are at least so similar (and more than 0) to one of this size, in no order, and begins anew. */
  take(size: number, threshold: number): Found[];
}

/** Cost: linear in `items`; memory: 24 bytes for each neuron. */
export function createTally(items: Lists, { starts, members, strengths }: Lists, measure: Measure): Tally {
  const { kinds, term, scale } = FORMULAS[measure];
  const counted = KINDS.map((kind) => kinds.includes(kind));
  const sizes = new Float64Array(items.starts.length - 1);
  for (let number = 0, at = 0; at < items.members.length; at += 1) {
    while (at >= (items.starts[number + 1] ?? 0)) number += 1;
    const strength = items.strengths[at] ?? 0;
    if (counted[(items.members[at] ?? 0) % KINDS.length] === true) {
      sizes[number] = (sizes[number] ?? 0) + term(strength, strength);
    }
  }
  const overlaps = new Int32Array(sizes.length);
  const shared = new Float64Array(sizes.length);
  const touched = new Int32Array(sizes.length);
  let numTouched = 0;
  return {
    sizes,
    add(item, strength, from = starts[item] ?? 0) {
      const counts = counted[item % KINDS.length] === true;
      const end = starts[item + 1] ?? 0;
      for (let at = from; at < end; at += 1) {
        const number = members[at] ?? 0;
        const overlap = overlaps[number] ?? 0;
        if (overlap === 0) {
          touched[numTouched] = number;
          numTouched += 1;
        }
        overlaps[number] = overlap + 1;
        if (counts) shared[number] = (shared[number] ?? 0) + term(strength, strengths[at] ?? 0);
      }
    },
    take(size, threshold) {
      const found: Found[] = [];
      for (const number of touched.subarray(0, numTouched)) {
        const sum = shared[number] ?? 0;
        const similarity = sum === 0 ? 0 : scale(sum, size, sizes[number] ?? 0);
        if (similarity > 0 && similarity >= threshold) {
          found.push({ number, similarity, overlap: overlaps[number] ?? 0 });
        }
        overlaps[number] = 0;
        shared[number] = 0;
      }
      numTouched = 0;
      return found;
    },
  };
}
