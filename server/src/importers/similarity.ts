import type { NeuronIndex } from '@deepdecipher/client';
import type { TokenIndex } from './importer.ts';

export interface SimilarNeuron extends NeuronIndex {
  /** From {@link THRESHOLD} to 1. */
  readonly similarity: number;
}

export interface Similarity {
  /** The neurons most similar to one, most similar first (ties: layer, neuron), at most {@link MAX_SIMILAR}. */
  of(place: NeuronIndex): readonly SimilarNeuron[];
}

/** The reference deployment lists neurons from this similarity up. */
const THRESHOLD = 0.4;
/** Neurons with a single common token are similar to all others that have it; a longer list says nothing more. */
const MAX_SIMILAR = 100;

/**
 * Finds neurons whose graphs have the same tokens, as the DeepDecipher paper defines it: with the activating tokens A
 * and the context tokens I of two neurons, overlap = |A1 ∩ A2| + |I1 ∩ I2|, and the similarity is the overlap's greater
 * share of |A1| + |I1| or |A2| + |I2|. Symmetric. Cost: the sum over a neuron's tokens of how many neurons have each;
 * memory: one number per token and neuron.
 */
export function createSimilarity(index: TokenIndex): Similarity {
  const numbers = new Map<string, number>();
  const neurons: { place: NeuronIndex; lists: number[][] }[] = [];
  let lists: number[] = [];
  let last = '';
  for (const { kind, token, layer, neuron } of index.entries()) {
    const entry = `${kind} ${token}`;
    if (entry !== last) lists = [];
    last = entry;
    const name = nameOf({ layer, neuron });
    const number = numbers.get(name) ?? neurons.push({ place: { layer, neuron }, lists: [] }) - 1;
    numbers.set(name, number);
    lists.push(number);
    neurons[number]?.lists.push(lists);
  }

  return {
    of(place) {
      const self = numbers.get(nameOf(place));
      const own = self === undefined ? undefined : neurons[self];
      if (own === undefined) return [];
      const overlaps = new Map<number, number>();
      for (const list of own.lists) {
        for (const other of list) overlaps.set(other, (overlaps.get(other) ?? 0) + 1);
      }
      return [...overlaps]
        .flatMap(([other, overlap]) => {
          const neuron = other === self ? undefined : neurons[other];
          if (neuron === undefined) return [];
          const similarity = overlap / Math.min(own.lists.length, neuron.lists.length);
          return similarity < THRESHOLD ? [] : [{ ...neuron.place, similarity: Number(similarity.toFixed(4)) }];
        })
        .sort((a, b) => b.similarity - a.similarity || a.layer - b.layer || a.neuron - b.neuron)
        .slice(0, MAX_SIMILAR);
    },
  };
}

function nameOf({ layer, neuron }: NeuronIndex): string {
  return `${layer}_${neuron}`;
}
