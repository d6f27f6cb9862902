import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { API_DOCS, writeApiDocs } from './write-api-docs.ts';

const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );

describe('docs/api', () => {
  it('is what `npm run docs` makes of the doc comments', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-docs-'));
    try {
      await writeApiDocs(folder);
      assert.deepEqual(filesOf(API_DOCS), filesOf(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
