import type { Neuron2GraphModel, NeuronIndex } from '../wire/index.ts';
import { type MeasureOptions, type SharedToken, sharedTokens, sharesOf } from './compare.ts';
import { FORMULAS, KINDS, type Measure, sharedBy } from './measures.ts';
import { type MatchingOptions, matchedTokens, type NeuronTokens } from './neuron-tokens.ts';
import { createTally, type Tally } from './tally.ts';
import { itemOf, tokenTable } from './token-table.ts';

export interface SimilarOptions extends MeasureOptions {
  /** How many neurons at most. @default 20 */
  readonly top?: number;
  /** The least similarity; neurons that share nothing are never given. @default 0 */
  readonly threshold?: number;
  /** Neurons to leave out; one that is asked for by its place is left out anyway. */
  readonly exclude?: readonly NeuronIndex[];
}

export interface AllPairsOptions extends MeasureOptions {
  /** The least similarity; neurons that share nothing are never given. @default 0.4 */
  readonly threshold?: number;
}

export interface SimilarNeuron extends NeuronIndex {
  /** Above 0, at most 1. */
  readonly similarity: number;
  /** How many tokens the neurons share. */
  readonly overlap: number;
  /** Which, strongest first, each with its share of the similarity: from 0 to 1, summing to 1. */
  readonly shared: readonly (SharedToken & { readonly share: number })[];
}

export interface SimilarPair {
  readonly first: NeuronIndex;
  /** After the first by (layer, neuron). */
  readonly second: NeuronIndex;
  /** Above 0, at most 1. */
  readonly similarity: number;
  /** How many tokens the neurons share. */
  readonly overlap: number;
}

/** The neurons of a model, found by the tokens that they share. */
export interface SimilarityIndex {
  /** A neuron's tokens as they are compared; undefined if there are none. Cost: linear in their number. */
  tokens(place: NeuronIndex): NeuronTokens | undefined;
  /**
   * The neurons most similar to one of the model, or to any one by its tokens. Most similar first; ties: the more shared
   * tokens, then (layer, neuron). A place without tokens is similar to none. Cost: one step for each neuron that has one of
   * the tokens, for each token, and the sorting of those found.
   */
  similar(neuron: NeuronIndex | NeuronTokens, options?: SimilarOptions): SimilarNeuron[];
  /**
   * All pairs of neurons that are at least so similar, each once, by (layer, neuron) of the first, then of the second.
   * They are found while they are read. Cost: for each token half the square of the number of neurons that have it;
   * memory: 28 bytes for each neuron, 8 for each different token, and the pairs of one neuron.
   */
  allPairs(options?: AllPairsOptions): Iterable<SimilarPair>;
}

/**
 * Indexes the tokens of a model's neurons, of its `neuron2graph` page. Cost: linear in the page; memory: 24 bytes for
 * each token of each neuron, about 100 for each different token and for each neuron.
 */
export function createSimilarityIndex(
  page: Neuron2GraphModel,
  { matching = 'exact' }: MatchingOptions = {},
): SimilarityIndex {
  const { places, tokens, numbers, items, holders } = tokenTable(page, matching);
  const numberByPlace = new Map(places.map((place, number) => [nameOf(place), number]));
  const tallies = new Map<Measure, Tally>();

  function tokensOf(number: number): NeuronTokens {
    const own = { activating: new Map<string, number>(), important: new Map<string, number>() };
    for (let at = items.starts[number] ?? 0; at < (items.starts[number + 1] ?? 0); at += 1) {
      const item = items.members[at] ?? 0;
      const token = tokens[Math.trunc(item / KINDS.length)] ?? '';
      own[KINDS[item % KINDS.length] ?? 'activating'].set(token, items.strengths[at] ?? 0);
    }
    return own;
  }

  function tokensOfPlace(place: NeuronIndex): NeuronTokens | undefined {
    const number = numberByPlace.get(nameOf(place));
    return number === undefined ? undefined : tokensOf(number);
  }

  return {
    tokens: tokensOfPlace,

    similar(neuron, { measure = 'overlap', top = 20, threshold = 0, exclude = [] } = {}) {
      const own = 'layer' in neuron ? tokensOfPlace(neuron) : matchedTokens(neuron, matching);
      if (own === undefined) return [];
      const leftOut = 'layer' in neuron ? [neuron, ...exclude] : exclude;
      const excluded = new Set(leftOut.map((place) => numberByPlace.get(nameOf(place))));

      const tally = tallies.get(measure) ?? createTally(items, holders, measure);
      tallies.set(measure, tally);
      for (const [kind, name] of KINDS.entries()) {
        for (const [token, strength] of own[name]) {
          const number = numbers.get(token);
          if (number !== undefined) tally.add(itemOf(number, kind), strength);
        }
      }
      return tally
        .take(sharedBy(own, own, FORMULAS[measure]), threshold)
        .filter(({ number }) => !excluded.has(number))
        .sort((a, b) => b.similarity - a.similarity || b.overlap - a.overlap || a.number - b.number)
        .slice(0, top)
        .flatMap(({ number, similarity, overlap }) => {
          const place = places[number];
          if (place === undefined) return [];
          const shared = sharedTokens(own, tokensOf(number));
          const shares = sharesOf(shared, measure);
          return [
            { ...place, similarity, overlap, shared: shared.map((it, at) => ({ ...it, share: shares[at] ?? 0 })) },
          ];
        });
    },

    *allPairs({ measure = 'overlap', threshold = 0.4 } = {}) {
      const tally = createTally(items, holders, measure);
      // Where each token's later neurons begin.
      const later = holders.starts.slice();
      for (const [number, first] of places.entries()) {
        for (let at = items.starts[number] ?? 0; at < (items.starts[number + 1] ?? 0); at += 1) {
          const item = items.members[at] ?? 0;
          later[item] = (later[item] ?? 0) + 1;
          tally.add(item, items.strengths[at] ?? 0, later[item]);
        }
        const found = tally.take(tally.sizes[number] ?? 0, threshold);
        for (const { number: other, similarity, overlap } of found.sort((a, b) => a.number - b.number)) {
          const second = places[other];
          if (second !== undefined) yield { first, second, similarity, overlap };
        }
      }
    },
  };
}

function nameOf({ layer, neuron }: NeuronIndex): string {
  return `${layer}/${neuron}`;
}
