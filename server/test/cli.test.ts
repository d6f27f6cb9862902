import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { metadataOf, temporaryFolder, writeDataset } from '../../client/test/helpers/dataset-file.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

describe('deepdecipher', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const file = folder.path('tiny.db');
  before(() => writeDataset(file, metadataOf('tiny')));
  after(folder.remove);

  function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function run(...args: readonly string[]) {
    const child = start(args);
    const output = { out: '', error: '' };
    child.stdout?.on('data', (data) => {
      output.out += data;
    });
    child.stderr?.on('data', (data) => {
      output.error += data;
    });
    const [code] = await once(child, 'close');
    return { code, ...output };
  }

  /** The first line of a server's output, by which a program knows that it listens. */
  async function ready(child: ChildProcess): Promise<string> {
    assert.ok(child.stdout);
    const [line] = await once(createInterface(child.stdout), 'line');
    return line;
  }

  it('serves API and website at the address that it prints, and ends when told to', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = start(['serve', file, '--port', '0']);
      const line = await ready(child);
      const [, address] = line.match(/^Serving tiny at (http:\/\/127\.0\.0\.1:\d+)$/) ?? [];
      assert.ok(address, line);
      assert.equal((await fetch(`${address}/api/tiny/all/1/3`)).status, 200);
      assert.equal((await fetch(`${address}/viz/tiny/all/1/3`)).status, 200);
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    }
  });

  it('takes its port from the environment, and origins from the command line', async () => {
    const child = start(['serve', file, '--allow-origin', 'https://a.example', 'https://b.example'], {
      DEEPDECIPHER_PORT: '0',
    });
    const address = (await ready(child)).replace(/.* at /, '');
    const reply = await fetch(`${address}/api`, { headers: { origin: 'https://b.example' } });
    assert.equal(reply.headers.get('access-control-allow-origin'), 'https://b.example');
    child.kill();
    await once(child, 'exit');
  });

  it('warns when others can read', async () => {
    const child = start(['serve', file, '--port', '0', '--host', '0.0.0.0']);
    assert.ok(child.stderr);
    const [warning] = await once(createInterface(child.stderr), 'line');
    assert.match(warning, /^Warning: everybody who can reach 0\.0\.0\.0 can read these datasets/);
    child.kill();
    await once(child, 'exit');
  });

  it('says what a dataset holds', async () => {
    const { code, out } = await run('info', file);
    assert.equal(code, 0);
    assert.match(out, /dataset of 1 model/);
    assert.match(out, /layers +2 of 8 neurons/);
    assert.match(out, /neuroscope +1 model page, 2 layer pages, 15 neuron pages, [\d.]+ kB/);
    assert.match(out, /num tokens +1,000/);
  });

  it('does not let a dataset steer the terminal', async () => {
    const hostile = folder.path('hostile.db');
    writeDataset(hostile, { ...metadataOf('red\u001b[31m'), dataset: '\u001b]0;title\u0007\r\u202e' });
    const { out } = await run('info', hostile);
    assert.match(out, /red\\u001b\[31m/);
    assert.match(out, /dataset +\\u001b\]0;title\\u0007\\r\\u202e/);
    for (const char of ['\u001b', '\u0007', '\r', '\u202e']) assert.ok(!out.includes(char));
  });

  it('says in one line what is wrong', async () => {
    const other = folder.path('other.db');
    writeFileSync(other, readFileSync(file));
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo; // A listening TCP server has one.
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['serve', folder.path('nowhere.db')], /nowhere\.db does not exist/],
      [['serve', CLI], /cli\.ts is not a DeepDecipher dataset/],
      [['info', CLI], /cli\.ts is not a DeepDecipher dataset/],
      [['serve', file, other], /other\.db has a model tiny, and so has .*tiny\.db\. Serve one of the two/],
      [['serve', file, '--port', String(port)], new RegExp(`port ${port} is in use\\. Choose another with --port`)],
      [['serve', file, '--port', '0', '--host', '192.0.2.1'], /192\.0\.2\.1 is not an address of this machine/],
      [['serve', file, '--port', '70000'], /'70000' is invalid.*whole number from 0 to 65535/],
      [['serve', file, '--allow-origin', 'lab.example'], /'lab\.example' is invalid.*such as https:\/\/lab\.example/],
      [['serve', file, '--allow-origin', '*'], /'\*' is invalid/],
      [['serve'], /missing required argument 'file'/],
      [['dance'], /unknown command 'dance'/],
    ];
    for (const [args, message] of cases) {
      const { code, out, error } = await run(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(error, message);
      assert.equal(error.trim().split('\n').length, 1, error);
      assert.equal(out, '');
    }
    busy.close();
  });
});
