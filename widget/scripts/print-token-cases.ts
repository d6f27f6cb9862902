// Prints what the client's functions make of tokens, numbers and texts; Python is held to the same answers.
import { formatNumber, peakTokens, snippetAroundMaximum, type Text, tokenLabel } from '../../client/src/index.ts';

const TOKENS = [
  '',
  ' if',
  '  ',
  '\n',
  '\r\n\t',
  'a\u202eb',
  '\u0000\u001f\u007f\u0085\u009f',
  '\u00ad\u061c\u200b\u200f',
];
const MORE_TOKENS = ['\u2028\u2029\u2060\u2069\ufeff', '\u00a0', '·', '\\n', '<b>&', 'é漢🙂', '\ufffd', '\ud83d'];
const NUMBERS = [
  0, 1, -1, 0.0123456, 4.5, 4.56789, 1234.5, 1235, 999.5, 123456789, 0.125, 2.675, 1.005, -0.00098765, 1e-7, 0.00009996,
  0.0001, -2.7712e-16,
];
const TEXTS: readonly (readonly Pick<Text, 'tokens' | 'activations' | 'max_activating_token_index'>[])[] = [
  [],
  [textOf(['a', 'b'], [0, 0])],
  [textOf(['a', 'b'], [1, 2]), textOf(['b', 'a'], [3, 1]), textOf(['c'], [9])],
  [textOf(['z'], [1]), textOf(['\u{10000}'], [1]), textOf(['\uffff'], [1]), textOf(['a'], [1])],
  [textOf([], []), textOf(['a', 'b', 'c', 'd', 'e', 'f'], [-3, -2, -1, 0, 5, 1])],
];

function textOf(tokens: string[], activations: number[]) {
  return {
    tokens,
    activations,
    max_activating_token_index: Math.max(0, activations.indexOf(Math.max(...activations))),
  };
}

const wire = (text: (typeof TEXTS)[number][number]): Text => ({
  min_range: 0,
  max_range: 0,
  min_activation: 0,
  max_activation: 0,
  data_index: 0,
  ...text,
});

/** Arguments and results of the functions that Python mirrors. */
export function tokenCases() {
  return {
    tokenLabel: [...TOKENS, ...MORE_TOKENS].map((token) => ({ token, label: tokenLabel(token) })),
    formatNumber: NUMBERS.map((value) => ({ value, shown: formatNumber(value) })),
    peakTokens: TEXTS.map((texts) => ({ texts, peaks: peakTokens(texts.map(wire)) })),
    snippetAroundMaximum: [
      [2, 1],
      [0, 0],
      [9, 9],
    ].flatMap(([before = 0, after = 0]) =>
      TEXTS.flat().map((text) => ({ text, before, after, snippet: snippetAroundMaximum(wire(text), before, after) })),
    ),
  };
}

if (import.meta.main) console.log(JSON.stringify(tokenCases(), null, 2));
