import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { wireSchema } from '../scripts/wire-schema.ts';

describe('wire.schema.json', () => {
  it('is what `npm run schema -w client` makes of the schemas', async () => {
    assert.equal(await readFile(new URL('../wire.schema.json', import.meta.url), 'utf8'), wireSchema);
  });
});
