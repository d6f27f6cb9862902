import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tokenCases } from '../scripts/print-token-cases.ts';

describe('token cases', () => {
  it('are what the client answers today', () => {
    const committed = JSON.parse(readFileSync(new URL('../tests/token-cases.json', import.meta.url), 'utf8'));
    assert.deepEqual(JSON.parse(JSON.stringify(tokenCases())), committed);
  });
});
