import assert from 'node:assert/strict';
import { ApiStatusError, ApiUnreachableError, InvalidReplyError, staleWords } from '../src/index.ts';

const NOW = Date.UTC(2026, 0, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('staleWords', () => {
  for (const [age, words] of [
    [-HOUR, 'a moment ago'],
    [0, 'a moment ago'],
    [MINUTE - 1, 'a moment ago'],
    [MINUTE, '1 minute ago'],
    [2 * HOUR - 1, '1 hour ago'],
    [47 * HOUR, '1 day ago'],
    [72 * HOUR, '3 days ago'],
  ] as const) {
    it(`says ${words} after ${age} ms`, () => {
      assert.equal(
        staleWords({ confirmedAt: NOW - age }, NOW),
        `Copy from ${words}: the API has not confirmed it yet.`,
      );
    });
  }

  for (const [reason, words] of [
    [new ApiUnreachableError('http://h'), 'the API does not answer'],
    [new ApiStatusError('http://h', 503, ''), 'the API is in trouble'],
    [new InvalidReplyError('http://h', 'a web page'), 'what answers is no API'],
  ] as const) {
    it(`gives the reason of ${reason.name}`, () => {
      assert.equal(staleWords({ confirmedAt: NOW, reason }, NOW), `Copy from a moment ago: ${words}.`);
    });
  }
});
