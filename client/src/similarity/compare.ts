import { FORMULAS, KINDS, type Measure, sharedBy } from './measures.ts';
import { type MatchingOptions, matchedTokens, type NeuronTokens, type TokenKind } from './neuron-tokens.ts';

export interface MeasureOptions {
  /** @default 'overlap' */
  readonly measure?: Measure;
}

/** A token of a neuron. */
export interface OwnToken {
  /** As it is compared: its key, where tokens are compared by key. */
  readonly token: string;
  readonly kind: TokenKind;
  readonly strength: number;
}

/** A token that two neurons share. */
export interface SharedToken {
  readonly token: string;
  readonly kind: TokenKind;
  /** Its strengths in the two neurons. */
  readonly strengths: readonly [number, number];
}

/** What two neurons have in common, and what not. */
export interface Comparison {
  readonly similarities: Readonly<Record<Measure, number>>;
  /** Where the similarities come from: each token's share of each, from 0 to 1, summing to 1 where the similarity is not 0. */
  readonly shared: readonly (SharedToken & { readonly shares: Readonly<Record<Measure, number>> })[];
  /** What only the first neuron has, and what only the second has. */
  readonly only: readonly [readonly OwnToken[], readonly OwnToken[]];
}

/**
 * Compares two neurons by all measures, with the reasons. Tokens come strongest first (shared ones by the smaller of
 * their strengths; ties: activating ones first, then in the first neuron's order). Cost: a few look-ups for each token.
 */
export function compare(a: NeuronTokens, b: NeuronTokens, { matching = 'exact' }: MatchingOptions = {}): Comparison {
  const [first, second] = [matchedTokens(a, matching), matchedTokens(b, matching)];
  const shared = sharedTokens(first, second);
  const shares = byMeasure((measure) => sharesOf(shared, measure));
  return {
    similarities: byMeasure((measure) => similarity(first, second, { measure })),
    shared: shared.map((it, index) => ({ ...it, shares: byMeasure((measure) => shares[measure][index] ?? 0) })),
    only: [tokensOnlyIn(first, second), tokensOnlyIn(second, first)],
  };
}

/** How similar two neurons are, from 0 to 1, without the reasons. Cost: a look-up for each token of either. */
export function similarity(
  a: NeuronTokens,
  b: NeuronTokens,
  { measure = 'overlap', matching = 'exact' }: MeasureOptions & MatchingOptions = {},
): number {
  const [first, second] = [matchedTokens(a, matching), matchedTokens(b, matching)];
  const formula = FORMULAS[measure];
  const shared = sharedBy(first, second, formula);
  return shared === 0 ? 0 : formula.scale(shared, sharedBy(first, first, formula), sharedBy(second, second, formula));
}

/** The tokens that two neurons share, strongest first. */
export function sharedTokens(a: NeuronTokens, b: NeuronTokens): SharedToken[] {
  const shared = KINDS.flatMap((kind) =>
    [...a[kind]].flatMap(([token, strength]) => {
      const other = b[kind].get(token);
      return other === undefined ? [] : [{ token, kind, strengths: [strength, other] as const }];
    }),
  );
  return shared.sort((x, y) => Math.min(...y.strengths) - Math.min(...x.strengths));
}

/** Each shared token's share of the similarity. */
export function sharesOf(shared: readonly SharedToken[], measure: Measure): number[] {
  const { kinds, term } = FORMULAS[measure];
  const terms = shared.map(({ kind, strengths }) => (kinds.includes(kind) ? term(...strengths) : 0));
  const total = terms.reduce((sum, it) => sum + it, 0);
  return terms.map((it) => (total === 0 ? 0 : it / total));
}

function tokensOnlyIn(own: NeuronTokens, other: NeuronTokens): OwnToken[] {
  const tokens = KINDS.flatMap((kind) =>
    [...own[kind]].filter(([token]) => !other[kind].has(token)).map(([token, strength]) => ({ token, kind, strength })),
  );
  return tokens.sort((x, y) => y.strength - x.strength);
}

function byMeasure<T>(make: (measure: Measure) => T): Record<Measure, T> {
  const [overlap, jaccard, weighted, cosine] = [
    make('overlap'),
    make('jaccard'),
    make('weighted-overlap'),
    make('cosine'),
  ];
  return { overlap, jaccard, 'weighted-overlap': weighted, cosine };
}
