import type { NeuronTokens, TokenKind } from './neuron-tokens.ts';

/**
 * How similar two neurons are, of the tokens that they share: the same token of the same kind. All measures are
 * symmetric and range from 0 (nothing shared, or a neuron without tokens: never NaN) to 1; sums may differ in their last
 * digit with the order of the tokens. Cost: one look-up for each token. With A and B for the neurons' tokens of both
 * kinds, a and b for their strengths:
 *
 * - `overlap`: |A ∩ B| / min(|A|, |B|), the two-way maximum proportion of overlapping nodes of the DeepDecipher paper
 *   (arXiv 2310.01870). 1 as soon as one neuron has all tokens of the other.
 * - `jaccard`: |A ∩ B| / |A ∪ B|. 1 only for the same tokens.
 * - `weighted-overlap`: Σ min(a, b) over A ∩ B / min(Σ a, Σ b): as `overlap`, strong tokens counting more.
 * - `cosine`: Σ ab over A ∩ B / √(Σ a² · Σ b²), of activating tokens only: the cosine of the neurons' mean activations,
 *   where a token that a neuron does not fire on counts as 0. 1 only for the same tokens in the same proportions.
 */
export const MEASURES = ['overlap', 'jaccard', 'weighted-overlap', 'cosine'] as const;
export type Measure = (typeof MEASURES)[number];

interface Formula {
  readonly kinds: readonly TokenKind[];
  /** What a shared token of these strengths adds. A neuron's size is what it shares with itself. */
  term(a: number, b: number): number;
  /** The similarity, of what is shared and the neurons' sizes, none of them 0. */
  scale(shared: number, sizeA: number, sizeB: number): number;
}

export const KINDS: readonly TokenKind[] = ['activating', 'important'];

export const FORMULAS: Readonly<Record<Measure, Formula>> = {
  overlap: {
    kinds: KINDS,
    term: () => 1,
    scale: (shared, sizeA, sizeB) => shared / Math.min(sizeA, sizeB),
  },
  jaccard: {
    kinds: KINDS,
    term: () => 1,
    scale: (shared, sizeA, sizeB) => shared / (sizeA + sizeB - shared),
  },
  'weighted-overlap': {
    kinds: KINDS,
    term: (a, b) => (a < b ? a : b),
    scale: (shared, sizeA, sizeB) => Math.min(1, shared / Math.min(sizeA, sizeB)),
  },
  cosine: {
    kinds: ['activating'],
    term: (a, b) => a * b,
    scale: (shared, sizeA, sizeB) => Math.min(1, shared / Math.sqrt(sizeA * sizeB)),
  },
};

/** What two neurons share: 0 if nothing, a neuron's size if it is both. */
export function sharedBy(a: NeuronTokens, b: NeuronTokens, { kinds, term }: Formula): number {
  let shared = 0;
  for (const kind of kinds) {
    for (const [token, strength] of a[kind]) {
      const other = b[kind].get(token);
      if (other !== undefined) shared += term(strength, other);
    }
  }
  return shared;
}
