import { assert } from 'chai';
import { fullScale, rangeOfTexts, strength } from '../src/scale.ts';
import { fittingSnippet, tokenPieces } from '../src/snippet.ts';
import { longText, textOf } from './helpers/data.ts';

const drawn = (token: string, compact = false) =>
  tokenPieces(token, compact)
    .map(({ content, isSign }) => (isSign ? `[${content}]` : content))
    .join('');

describe('tokenPieces', () => {
  for (const [token, whole, compact] of [
    [' if', ' if', ' if'],
    ['\n        ', '[⏎]\n        ', '[⏎] '],
    ['\n\n    ', '[⏎]\n[⏎]\n    ', '[⏎] [⏎] '],
    ['\r\n', '[⏎]\n', '[⏎] '],
    ['\tx', '[⇥]x', '[⇥]x'],
    [' ', '[·]', '[·]'],
    ['        ', '[········]', '[····]'],
    ['a\u202eb', 'a\\u202eb', 'a\\u202eb'],
    ['\\n', '\\n', '\\n'],
    ['', '', ''],
  ] as const) {
    it(`draws ${JSON.stringify(token)} as ${JSON.stringify(whole)}, and as ${JSON.stringify(compact)} where lines are few`, () => {
      assert.equal(drawn(token), whole);
      assert.equal(drawn(token, true), compact);
    });
  }
});

describe('fittingSnippet', () => {
  it('keeps the maximum and as much around it as fits', () => {
    const { start, end } = fittingSnippet(longText, 40);
    const { tokens } = longText;
    assert.isAtMost(start, 20);
    assert.isAbove(end, 20);
    assert.isAtMost(tokens.slice(start, end).join('').length, 40);
    assert.isAbove(tokens.slice(start - 1, end + 1).join('').length, 40);
  });

  it('gives the room that one side does not need to the other', () => {
    const late = { ...longText, max_activating_token_index: 40 };
    const { start, end } = fittingSnippet(late, 40);
    assert.equal(end, 41);
    assert.isAbove(late.tokens.slice(start, end).join('').length, 32);
  });

  it('shows a maximum that is wider than the room, alone', () => {
    assert.deepEqual(fittingSnippet(textOf(['a', 'b'.repeat(99), 'c'], [0, 1, 0]), 40), { start: 1, end: 2 });
  });

  it('shows a short text whole, and of an empty one nothing', () => {
    assert.deepEqual(fittingSnippet(textOf(['a', 'b'], [0, 1]), 40), { start: 0, end: 2 });
    assert.deepEqual(fittingSnippet(textOf([], [], { max_activating_token_index: 0 }), 40), { start: 0, end: 0 });
  });
});

describe('scale', () => {
  it('spans the range that the texts carry and all that they hold', () => {
    const wide = textOf(['a', 'b'], [-2, 9]);
    assert.deepEqual(rangeOfTexts([longText, wide]), { minimum: -2, maximum: 9 });
    assert.deepEqual(rangeOfTexts([]), { minimum: 0, maximum: 0 });
  });

  it('is the same for both signs, ends at 1, and is 0 for a constant zero', () => {
    const full = fullScale({ minimum: -4, maximum: 2 });
    assert.equal(full, 4);
    assert.equal(strength(-2, full), 0.5);
    assert.equal(strength(2, full), 0.5);
    assert.equal(strength(9, full), 1);
    assert.equal(strength(0, 0), 0);
  });
});
