import assert from 'node:assert/strict';
import { formatNumber, peakTokens, snippetAroundMaximum, tokenLabel } from '../src/index.ts';
import { textOf } from './helpers/pages.ts';

describe('tokenLabel', () => {
  for (const [token, label] of [
    [' if', '·if'],
    ['\n    ', '\\n····'],
    ['\t', '\\t'],
    ['a\u202eb', 'a\\u202eb'],
    ['\u0000', '\\u0000'],
    ['\ufeff\u200b', '\\ufeff\\u200b'],
    ['<script>', '<script>'],
    ['\ufffd', '\ufffd'],
    ['👩‍🔬', '👩\\u200d🔬'],
  ] as const) {
    it(`of ${JSON.stringify(token)} is ${JSON.stringify(label)}`, () => assert.equal(tokenLabel(token), label));
  }
});

describe('peakTokens', () => {
  it('counts the tokens on which the texts peak, commonest first', () => {
    const texts = [
      textOf([' if', 'x'], 0, 2),
      textOf(['y', ' elif'], 1, 9),
      textOf([' if'], 0, 5),
      textOf([' while'], 0, 9),
    ];
    assert.deepEqual(peakTokens(texts), [
      { token: ' if', count: 2, activation: 5 },
      { token: ' elif', count: 1, activation: 9 },
      { token: ' while', count: 1, activation: 9 },
    ]);
  });

  it('leaves out texts in which the neuron never fires', () => {
    assert.deepEqual(peakTokens([textOf(['a'], 0, 0), textOf(['b'], 0, -1)]), []);
  });
});

describe('snippetAroundMaximum', () => {
  const text = textOf(['a', 'b', 'c', 'd', 'e'], 2);
  for (const [before, after, start, end] of [
    [1, 1, 1, 4],
    [0, 0, 2, 3],
    [9, 9, 0, 5],
  ] as const) {
    it(`takes ${before} before and ${after} after`, () => {
      assert.deepEqual(snippetAroundMaximum(text, before, after), { start, end });
    });
  }
});

describe('formatNumber', () => {
  for (const [value, shown] of [
    [0.012345, '0.0123'],
    [4.5678, '4.57'],
    [-1234.5, '-1,230'],
    [0, '0'],
    [-0, '0'],
    [2.7712e-16, '2.77e-16'],
    [-0.00001, '-1e-5'],
    [0.0001, '0.0001'],
    [2_000_128, '2,000,000'],
  ] as const) {
    it(`shows ${value} as ${shown}`, () => assert.equal(formatNumber(value), shown));
  }
});
