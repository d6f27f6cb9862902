import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findReferences } from '../src/references/index.ts';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../docs/references.md'), 'utf8');
const context = { defaultModel: 'py-solu-2l', address: 'http://127.0.0.1:8410' };

describe('docs/references.md', () => {
  const rows = [...guide.matchAll(/^\| `([\w-]+)` +\| `(.+)` +\| ([\w, ]+?) +\|$/gm)];

  it('has a table', () => assert.ok(rows.length > 30, `${rows.length} rows`));

  for (const [, notation, example = '', names] of rows) {
    it(`is right about ${example}`, () => {
      const found = findReferences(`see ${example} there`, context);
      assert.deepEqual(
        found.map(({ start, end, reference, modelFrom, ...one }) => ({
          written: `see ${example} there`.slice(start, end),
          notation: one.notation,
          names: Object.keys(reference)
            .filter((name) => name !== 'model' || modelFrom === 'reference')
            .join(', '),
        })),
        [{ written: example, notation, names }],
      );
    });
  }

  const [, alone = ''] = guide.split('## What is left alone');
  for (const [, example = ''] of alone.matchAll(/`(.+?)`/g)) {
    it(`is right to leave ${example} alone`, () => assert.deepEqual(findReferences(example, context), []));
  }
});
