import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { REFRESH_METHOD } from '../src/messages.ts';
import { DEFAULT_SETTINGS } from '../src/settings.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  for (const name of [...Object.keys(DEFAULT_SETTINGS), 'openNeuronCommand', REFRESH_METHOD]) {
    it(`describes ${name}`, () => assert.ok(readme.includes(`\`${name}\``)));
  }

  it('gives the default address', () => assert.ok(readme.includes(DEFAULT_SETTINGS.apiUrl)));
});
