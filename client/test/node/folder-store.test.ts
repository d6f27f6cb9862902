import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { folderStore } from '../../src/node/folder-store.ts';
import { describePersistentStore, describeStore } from '../helpers/store-contract.ts';

const run = promisify(execFile);
const program = path.resolve(import.meta.dirname, '../helpers/fill-folder.ts');
const page = { body: '{"a":1}', etag: '"1"', version: 'v1', checkedAt: 5 };

describe('folderStore', () => {
  let root: string;
  let folder: string;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'deepdecipher-store-'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(root, 'case-')), 'below', 'pages');
  });

  const open = (place: string, options: { maxBytes?: number; now?: () => number }) =>
    folderStore(path.join(root, place), options);
  describeStore('a folder', open);
  describePersistentStore('a folder', open);

  /** The one file in the folder. */
  function onlyFile(): string {
    const names = readdirSync(folder);
    assert.equal(names.length, 1);
    return path.join(folder, names[0] ?? '');
  }

  it('makes the folder at the first write, for its owner only', async () => {
    const store = folderStore(folder);
    await store.get('/api');
    assert.throws(() => statSync(folder));
    await store.set('/api', page);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(onlyFile()).mode & 0o777, 0o600);
  });

  it('goes on when its folder is removed under it', async () => {
    const store = folderStore(folder);
    await store.set('/api', page);
    rmSync(folder, { recursive: true });
    assert.equal(await store.get('/api'), undefined);
    await store.set('/api', page);
    assert.deepEqual(await store.get('/api'), page);
  });

  const [format, rest] = ['deepdecipher-page 1 ', (file: Buffer) => file.subarray('deepdecipher-page 1 '.length)];
  for (const [what, damage] of [
    ['empty', () => Buffer.alloc(0)],
    ['cut off in its first line', (file: Buffer) => file.subarray(0, 30)],
    ['cut off in its body', (file: Buffer) => file.subarray(0, -1)],
    ['longer than it was', (file: Buffer) => Buffer.concat([file, Buffer.from('x')])],
    ['of an older format', (file: Buffer) => Buffer.concat([Buffer.from('deepdecipher-page 0 '), rest(file)])],
    ['of a newer format', (file: Buffer) => Buffer.concat([Buffer.from('deepdecipher-page 2 '), rest(file)])],
    ['somebody else’s', () => Buffer.from('{"body":"{}","checkedAt":1}')],
    ['without lines', () => Buffer.from(format)],
  ] as const) {
    it(`takes a file that is ${what} as absent, and removes it`, async () => {
      const store = folderStore(folder);
      await store.set('/api', page);
      const file = onlyFile();
      writeFileSync(file, damage(readFileSync(file)));
      assert.equal(await store.get('/api'), undefined);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('takes a file in which any one bit was flipped as absent', async () => {
    const store = folderStore(folder);
    await store.set('/api', page);
    const file = onlyFile();
    const whole = readFileSync(file);
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      writeFileSync(file, damaged);
      assert.equal(await store.get('/api'), undefined, `bit ${bit}`);
    }
  });

  it("does not give one key's page for another's", async () => {
    const store = folderStore(folder);
    await store.set('/one', page);
    const file = onlyFile();
    const bytes = readFileSync(file);
    rmSync(file);
    await store.set('/two', page);
    writeFileSync(onlyFile(), bytes);
    assert.equal(await store.get('/two'), undefined);
  });

  it('writes nothing for pages that are read again and again, but notes a use after a minute', async () => {
    let time = Date.now();
    const store = folderStore(folder, { now: () => time });
    await store.set('/api', page);
    const written = statSync(onlyFile()).mtimeMs;
    time += 59_000;
    await store.get('/api');
    assert.equal(statSync(onlyFile()).mtimeMs, written);
    time += 2_000;
    await store.get('/api');
    assert.equal(Math.round(statSync(onlyFile()).mtimeMs), time);
    time -= 7_200_000;
    await store.get('/api');
    assert.equal(Math.round(statSync(onlyFile()).mtimeMs), time, 'a clock that went back');
  });

  it('removes what a writer that died left behind, and leaves alone what is not its own', async () => {
    mkdirSync(folder, { recursive: true });
    const old = path.join(folder, `${'0'.repeat(64)}.page.00000000-0000-4000-8000-000000000000.tmp`);
    const young = old.replace('4000', '4001');
    const foreign = path.join(folder, 'notes.page');
    for (const file of [old, young, foreign]) writeFileSync(file, 'x');
    for (const file of [old, foreign]) utimesSync(file, 1000, 1000);
    const store = folderStore(folder);
    await store.set('/api', page);
    assert.throws(() => statSync(old));
    statSync(young);
    await store.clear();
    assert.deepEqual(readdirSync(folder), ['notes.page']);
  });

  it('is used by several processes at once', async () => {
    const names = ['a', 'b', 'c'];
    const runs = names.map((name) => run(process.execPath, [program, folder, name, '60']));
    for (const { stdout } of await Promise.all(runs)) assert.equal(stdout.trim(), 'written');
    const store = folderStore(folder);
    for (let index = 0; index < 10; index += 1) {
      const kept = await store.get(`/shared/${index}`);
      const value: unknown = JSON.parse(kept?.body ?? '');
      assert(typeof value === 'object' && value !== null && 'name' in value && 'index' in value);
      assert.equal(kept?.etag, `${value.name}${value.index}`);
    }
    assert.equal(readdirSync(folder).length, 10);
  });

  it('rejects with the error of the file system where the folder cannot be', async () => {
    const file = path.join(root, 'a-file');
    writeFileSync(file, '');
    const store = folderStore(path.join(file, 'pages'));
    await assert.rejects(store.set('/api', page), { code: 'ENOTDIR' });
    await assert.rejects(store.get('/api'), { code: 'ENOTDIR' });
  });

  it('rejects a write, and leaves nothing half written, where there is no more room', async () => {
    const limited = `ulimit -f 0; exec "$0" "$@"`;
    const { stdout } = await run('/bin/sh', ['-c', limited, process.execPath, program, folder, 'a', '1']);
    assert.equal(stdout.trim(), 'EFBIG');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('rejects a write where the folder is read-only', async () => {
    await folderStore(folder).set('/api', page);
    for (const above of [root, path.resolve(folder, '../..'), path.resolve(folder, '..')]) chmodSync(above, 0o755);
    chmodSync(folder, 0o555);
    try {
      const { stdout } = await run(process.execPath, [program, folder, 'a', '1', 'as nobody']);
      assert.equal(stdout.trim(), 'EACCES');
      const later = () => Date.now() + 3_600_000;
      assert.deepEqual(await folderStore(folder, { now: later }).get('/api'), page);
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});
