import type { Neuron2Graph } from '../wire/index.ts';

/** How a token counts for a neuron: the neuron fires on it, or it matters before such a token. */
export type TokenKind = 'activating' | 'important';

/** Tokens of one kind, each with its strength: a number from 0 to 1. */
export type TokenStrengths = ReadonlyMap<string, number>;

/** The tokens by which a neuron is compared with others. */
export interface NeuronTokens {
  /** Tokens that the neuron fires on; strength = its activation there as a share of its maximum. */
  readonly activating: TokenStrengths;
  /** Tokens that matter before these; strength = their importance. */
  readonly important: TokenStrengths;
}

/**
 * When tokens of two neurons are the same: `exact` (default) as they are, which is right within one model; `key` without
 * white space around them and in lower case, for models with different tokenizers. Tokens of one neuron that share a
 * key become one, of the greatest strength. White space alone stays as it is: its length is all that it says.
 */
export type TokenMatching = 'exact' | 'key';

export interface MatchingOptions {
  /** @default 'exact' */
  readonly matching?: TokenMatching;
}

/** What a token is compared by. */
export function matchingKey(token: string, matching: TokenMatching): string {
  return matching === 'exact' ? token : token.trim().toLowerCase() || token;
}

/** The tokens as they are compared. Cost: none where they are compared as they are, else linear. */
export function matchedTokens(tokens: NeuronTokens, matching: TokenMatching): NeuronTokens {
  if (matching === 'exact') return tokens;
  const merged = (strengths: TokenStrengths) => {
    const byKey = new Map<string, number>();
    for (const [token, strength] of strengths) strengthen(byKey, matchingKey(token, matching), strength);
    return byKey;
  };
  return { activating: merged(tokens.activating), important: merged(tokens.important) };
}

/**
 * The tokens of a neuron's `neuron2graph` page: of its trie or, where the page has none, of its graph (the first
 * subgraph that is not empty holds the activating tokens, the others the important ones). In a trie, a token that begins
 * patterns is activating if its activation is above `activation_threshold`, one further on is important if its importance
 * is above `importance_threshold` and a pattern fires that ends there or beyond; so does the recorder count for `similar`, before it rounds. Where a
 * token occurs more than once its greatest strength counts. Cost: linear.
 */
export function tokensOfPage({ graph: { graph, subgraph_indices: starts }, trie }: Neuron2Graph): NeuronTokens {
  const activating = new Map<string, number>();
  const important = new Map<string, number>();
  if (trie === undefined) {
    const end = starts.find((start) => start > 0) ?? graph.length;
    for (const [index, { token, importance }] of graph.entries()) {
      strengthen(index < end ? activating : important, token, importance);
    }
    return { activating, important };
  }
  const { tokens, nodes, activation_threshold: threshold, importance_threshold: least } = trie;
  const firing = new Set<number>();
  // Children come after their parents.
  for (const [index, [parent, , , , end]] of [...nodes.entries()].reverse()) {
    if ((end ?? 0) > threshold) firing.add(index);
    if (firing.has(index)) firing.add(parent);
  }
  for (const [index, [parent, place, activation, importance]] of nodes.entries()) {
    const token = tokens[place];
    if (token === undefined) continue;
    if (parent < 0) {
      if (activation > threshold) strengthen(activating, token, activation);
    } else if (importance > least && firing.has(index)) strengthen(important, token, importance);
  }
  return { activating, important };
}

function strengthen(strengths: Map<string, number>, token: string, strength: number): void {
  strengths.set(token, Math.max(strength, strengths.get(token) ?? 0));
}
