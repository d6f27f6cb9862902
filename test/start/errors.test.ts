import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { findPython } from '../../scripts/lib/python.mjs';
import { requireNode } from '../../scripts/lib/setup.mjs';
import { freePort } from '../harness/free-port.ts';
import { spawnStart } from '../harness/kit.ts';

/** What `npm start` says on standard error when it gives up. */
async function complaint(env: Record<string, string>): Promise<string> {
  const child = spawnStart(env);
  child.stdout?.resume();
  if (!child.stderr) throw new Error('The script has no error output.');
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  assert.equal(code, 1);
  assert.doesNotMatch(said, /^ +at /m, 'a stack is of no use to a user');
  return said;
}

describe('npm start, when it cannot', () => {
  for (const [variable, purpose] of [
    ['DEEPDECIPHER_PORT', 'the DeepDecipher API'],
    ['JUPYTER_PORT', 'JupyterLab'],
  ] as const) {
    it(`names the port that is in use and how to choose another: ${variable}`, async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const address = taken.address();
      assert(address !== null && typeof address !== 'string');
      try {
        const others = { DEEPDECIPHER_PORT: String(await freePort()), JUPYTER_PORT: String(await freePort()) };
        const said = await complaint({ ...others, [variable]: String(address.port) });
        assert.match(said, new RegExp(`Port ${address.port}, meant for ${purpose}, is in use`));
        assert.match(said, new RegExp(`${variable}=${address.port + 1} npm start`));
      } finally {
        taken.close();
      }
    });
  }

  it('says what a port is', async () => {
    assert.match(await complaint({ DEEPDECIPHER_PORT: 'eighty' }), /DEEPDECIPHER_PORT is "eighty"; it must be a port/);
  });

  it('asks for a newer Node', () => {
    assert.throws(() => requireNode('18.20.0'), /needs Node 20 or newer; this is 18\.20\.0/);
    requireNode('20.0.0');
  });

  describe('for want of Python', () => {
    const { PATH, PYTHON } = process.env;
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-python-'));
      Object.assign(process.env, { PATH: folder, PYTHON: '' });
    });
    afterEach(() => {
      Object.assign(process.env, { PATH });
      if (PYTHON === undefined) delete process.env['PYTHON'];
      else process.env['PYTHON'] = PYTHON;
      rmSync(folder, { recursive: true });
    });

    it('says that there is none', () => {
      assert.throws(findPython, /needs Python 3\.11 or newer; none was found.*\n.*set PYTHON/);
    });

    it('says that it is too old', () => {
      writeFileSync(path.join(folder, 'python3'), '#!/bin/sh\necho 3.8\n', { mode: 0o755 });
      assert.throws(findPython, /needs Python 3\.11 or newer; python3 is 3\.8\./);
    });
  });
});
