import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiUnreachableError, type ClientOptions, createClient, httpTransport, type Store } from '../../src/index.ts';
import { folderStore } from '../../src/node/folder-store.ts';
import { type MisbehavingServer, reset, sendPage, startMisbehavingServer } from '../helpers/misbehaving-server.ts';
import { neuronAll } from '../helpers/pages.ts';
import { readmeFaults } from '../helpers/readme-faults.ts';

const reference = { model: 'tiny', layer: 1, neuron: 3 };
const DAY = 86_400_000;

describe('when the cache is in trouble', () => {
  const documented = readmeFaults('The cache');
  const tested: string[] = [];
  let root: string;
  let folder: string;
  let server: MisbehavingServer;
  let time: number;

  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'deepdecipher-faults-'));
    server = await startMisbehavingServer();
  });
  after(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(root, 'case-')), 'pages');
    time = Date.UTC(2026, 0, 1);
    server.behave(sendPage(neuronAll, '"1"'));
  });

  const newClient = (options: Partial<ClientOptions> = {}) =>
    createClient({ transport: httpTransport(server.address, { retries: 0 }), now: () => time, ...options });

  /** A folder store, and a promise for the end of its next write. */
  function watchedStore(place = folder): { store: Store; written: Promise<unknown> } {
    const { promise: written, resolve } = Promise.withResolvers<unknown>();
    const store = folderStore(place);
    return {
      written,
      store: {
        ...store,
        set(...entry) {
          const writing = store.set(...entry);
          writing.then(resolve, resolve);
          return writing;
        },
      },
    };
  }

  /** Writes one page into the folder, with another body if one is given. @returns its file */
  async function fill(body?: string): Promise<string> {
    const { store, written } = watchedStore();
    const spoiling: Store = { ...store, set: (key, page) => store.set(key, { ...page, ...(body && { body }) }) };
    await newClient({ store: spoiling }).neuron(reference);
    await written;
    return path.join(folder, readdirSync(folder)[0] ?? '');
  }

  function fault(name: string, outcome: string, test: () => Promise<void>): void {
    tested.push(name);
    it(`${name}: ${outcome}`, async () => {
      assert.equal(documented.get(name)?.[0], outcome);
      await test();
    });
  }

  for (const [name, jump] of [
    ['finds the clock set back', -400 * DAY],
    ['finds the clock set forward', 400 * DAY],
  ] as const) {
    fault(name, 'the answer, after the API was asked whether it still holds', async () => {
      const client = newClient();
      await client.neuron(reference);
      time += jump;
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale === undefined);
      assert.equal(client.cache.stats().confirmed, 1);
      assert.equal(client.cache.stats().transferred, 1);
      await client.neuron(reference);
      assert.equal(client.cache.stats().hits, 1);
    });
  }

  fault('has a folder that is read-only or full', 'the answer; cache.stats().storeFailures counts', async () => {
    const file = path.join(path.dirname(folder), 'file');
    writeFileSync(file, '');
    const { store, written } = watchedStore(path.join(file, 'pages'));
    const client = newClient({ store });
    const answer = await client.neuron(reference);
    assert(answer.found && answer.value.neuroscope.status === 'ready');
    const failure = await written;
    assert(failure instanceof Error && 'code' in failure);
    assert.equal(failure.code, 'ENOTDIR');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(client.cache.stats().storeFailures, 2);
    await client.neuron(reference);
    assert.equal(client.cache.stats().hits, 1);
    await client.cache.clear();
  });

  for (const [name, damage] of [
    ['has a damaged page', (file: Buffer) => file.subarray(0, -10)],
    [
      'has a page of an older version',
      (file: Buffer) => Buffer.from(file.toString('latin1').replace('page 1', 'page 0'), 'latin1'),
    ],
  ] as const) {
    fault(name, 'the answer, asked for anew; the page is replaced', async () => {
      const file = await fill();
      const whole = readFileSync(file);
      writeFileSync(file, damage(whole));
      const { store, written } = watchedStore();
      const client = newClient({ store });
      const answer = await client.neuron(reference);
      await written;
      assert(answer.found && answer.stale === undefined);
      assert.deepEqual([client.cache.stats().stored, client.cache.stats().transferred], [0, 1]);
      assert.deepEqual(readFileSync(file), whole);
    });
  }

  fault('has a page of another shape', 'the answer, asked for anew; the page is replaced', async () => {
    await fill('{"metadata":7}');
    const { store, written } = watchedStore();
    const client = newClient({ store });
    const answer = await client.neuron(reference);
    await written;
    assert(answer.found && answer.stale === undefined);
    const { stored, transferred, storeFailures } = client.cache.stats();
    assert.deepEqual([stored, transferred, storeFailures], [0, 1, 1]);
    const next = newClient({ store: folderStore(folder) });
    await next.neuron(reference);
    assert.deepEqual([next.cache.stats().stored, next.cache.stats().transferred], [1, 0]);
  });

  fault('is asked while the API is away', 'the copy, with stale: { confirmedAt, reason }', async () => {
    const confirmedAt = time;
    await fill();
    time += 3 * DAY;
    server.behave(reset);
    const client = newClient({ store: folderStore(folder) });
    const answer = await client.neuron(reference);
    assert(answer.found && answer.value.neuroscope.status === 'ready');
    assert.equal(answer.stale?.confirmedAt, confirmedAt);
    assert(answer.stale?.reason instanceof ApiUnreachableError);
    await assert.rejects(client.neuron({ ...reference, neuron: 2 }), ApiUnreachableError);
  });

  it('all that the README lists is tested, and the other way round', () => {
    assert.deepEqual([...documented.keys()].sort(), tested.sort());
  });
});
