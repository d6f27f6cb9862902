import type { Text } from './wire/index.ts';

const SIGNS: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

// Characters that show nothing or reorder what stands around them: controls, zero-width and bidirectional marks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A token as a label: white space and invisible characters become signs (`·`, `\n`, `\u202e`), so that two tokens
 * that differ look different. Still hostile text: it must be drawn as text, never as markup.
 */
export function tokenLabel(token: string): string {
  return token
    .replaceAll(' ', '·')
    .replace(INVISIBLE, (char) => SIGNS.get(char) ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A token on which a neuron's texts peak. */
export interface PeakToken {
  readonly token: string;
  /** In how many of the texts the maximum lies on this token. */
  readonly count: number;
  /** The greatest of those maxima, in the model's own unit. */
  readonly activation: number;
}

/**
 * On which tokens a neuron's texts peak, commonest first (ties: higher activation, then the token's own order).
 * The shortest honest summary of a neuron that has no explanation. Cost: linear in the number of texts.
 */
export function peakTokens(texts: readonly Text[]): PeakToken[] {
  const peaks = new Map<string, { count: number; activation: number }>();
  for (const { tokens, activations, max_activating_token_index: index } of texts) {
    const token = tokens[index];
    const activation = activations[index];
    if (token === undefined || activation === undefined || activation <= 0) continue;
    const peak = peaks.get(token);
    peaks.set(token, {
      count: (peak?.count ?? 0) + 1,
      activation: Math.max(peak?.activation ?? activation, activation),
    });
  }
  return [...peaks]
    .map(([token, peak]) => ({ token, ...peak }))
    .sort((a, b) => b.count - a.count || b.activation - a.activation || (a.token < b.token ? -1 : 1));
}

/** A stretch of a text: token indices, `end` exclusive. */
export interface Snippet {
  readonly start: number;
  readonly end: number;
}

/** The stretch of `text` around its maximum: up to `before` tokens ahead of it and `after` behind it. */
export function snippetAroundMaximum(text: Text, before: number, after: number): Snippet {
  const peak = text.max_activating_token_index;
  return { start: Math.max(0, peak - before), end: Math.min(text.tokens.length, peak + after + 1) };
}

// Below this a number is easier read with an exponent.
const SMALL = 1e-4;

/** A number with three significant digits, as it is shown everywhere: `0.0123`, `4.56`, `1,230`, `2.77e-16`. */
export function formatNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < SMALL) return Number(value.toPrecision(3)).toExponential();
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3, signDisplay: 'negative' });
}
