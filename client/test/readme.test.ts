import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { serveDataset } from './helpers/serve-dataset.ts';
import type { TestServer } from './helpers/test-server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'client/README.md'), 'utf8');
const run = promisify(execFile);

/** The README's programs, each with the output that the README says it has. */
const PROGRAMS = [...readme.matchAll(/```ts\n(?<code>.*?)```\s+```text\n(?<output>.*?)```/gs)].map(({ groups }) => ({
  code: groups?.code ?? '',
  output: groups?.output ?? '',
}));

/** The twenty neurons most like one: the program that a newcomer writes first. */
const SIMILAR = PROGRAMS.find(({ code }) => code.includes('client.similar'))?.code ?? '';

describe('the README', () => {
  let server: TestServer;
  // Inside the package, so that its name resolves as for those who have installed it.
  let folder: string;

  before(async () => {
    server = await serveDataset(path.join(root, 'examples/data/py-solu-2l.db'), 'twin');
    folder = mkdtempSync(path.join(root, 'client/dist/readme-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });

  /** Runs a program as a newcomer would, against a server of the example dataset. */
  async function output(code: string, ...args: string[]): Promise<string> {
    const file = path.join(folder, 'program.ts');
    writeFileSync(file, code.replaceAll('http://127.0.0.1:8410', server.address));
    const env = { ...process.env, DEEPDECIPHER_CACHE: path.join(folder, 'pages') };
    const { stdout } = await run(process.execPath, [file, ...args], { cwd: root, env });
    return stdout;
  }

  it('has a program for everything it explains', () => {
    assert.equal(PROGRAMS.length, [...readme.matchAll(/```ts\n/g)].length);
    assert(PROGRAMS.length >= 6);
  });

  for (const { code, output: expected } of PROGRAMS) {
    const [, call = 'a program'] = /(?:client|dd)?\.?(\w+\()[^)]*\)(?!.*\w+\()/s.exec(code) ?? [];
    it(`says what ${call}…) prints`, async () => assert.equal(await output(code), expected)).timeout(20_000);
  }

  it('has programs that TypeScript takes at its strictest', async () => {
    for (const [index, { code }] of PROGRAMS.entries()) writeFileSync(path.join(folder, `${index}.mts`), code);
    const options = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };
    const compilerOptions = { ...options, module: 'nodenext', target: 'esnext', types: ['node'], skipLibCheck: true };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
    await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '--project', folder], {
      cwd: root,
    });
  }).timeout(60_000);

  it('finds the neurons of another model, and finds them again without a network', async () => {
    const first = await output(SIMILAR, 'py-solu-2l', '1', '435', 'twin');
    assert.equal(first.split('\n').length, 21);
    assert.match(first, /^twin\/1\/435 {2}1\.00/);
    await server.close();
    assert.equal(await output(SIMILAR, 'py-solu-2l', '1', '435', 'twin'), first);
  }).timeout(20_000);
});
