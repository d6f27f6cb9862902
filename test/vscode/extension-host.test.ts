import assert from 'node:assert/strict';
import path from 'node:path';
import { type ApiServer, startApiServer } from '../harness/api-server.ts';
import { runInExtensionHost } from '../harness/vscode-host.ts';
import { EXAMPLE, EXTENSION, WORKSPACE } from './places.ts';

describe('VS Code extension, inside the extension host', function () {
  this.timeout(90_000);
  let api: ApiServer;
  before(async () => {
    api = await startApiServer([EXAMPLE]);
  });
  after(() => api?.stop());

  it('passes its own tests', async () => {
    const tests = await runInExtensionHost({
      extension: EXTENSION,
      tests: path.join(import.meta.dirname, 'in-host/index.ts'),
      folder: WORKSPACE,
      settings: { 'deepdecipher.apiUrl': api.address },
      env: { DEEPDECIPHER_TEST_API: api.address },
    });
    for (const { title, milliseconds, failure } of tests) {
      console.log(`      ${failure ? '✘' : '✔'} ${title} (${milliseconds} ms)`);
    }
    assert.deepEqual(
      tests.flatMap(({ failure }) => failure ?? []),
      [],
    );
    assert.equal(tests.length, 7);
  });
});
