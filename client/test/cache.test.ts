import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import {
  ApiStatusError,
  ApiUnreachableError,
  type ClientOptions,
  createClient,
  httpTransport,
  type Store,
  type StoredPage,
} from '../src/index.ts';
import { metadata, neuronAll } from './helpers/pages.ts';
import { sendJson, startTestServer, type TestServer } from './helpers/test-server.ts';

const reference = { model: 'tiny', layer: 1, neuron: 3 };
const MINUTE = 60_000;

/** A store in memory whose contents a test may look at and change. */
function openStore(): Store & { readonly pages: Map<string, StoredPage> } {
  const pages = new Map<string, StoredPage>();
  return {
    pages,
    get: async (key) => pages.get(key),
    set: async (key, page) => void pages.set(key, page),
    delete: async (key) => void pages.delete(key),
    clear: async () => pages.clear(),
  };
}

describe('the cache', () => {
  let server: TestServer;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let time: number;

  beforeEach(async () => {
    time = Date.UTC(2026, 0, 1);
    handle = (request, response) => sendJson(request, response, neuronAll, '"1"');
    server = await startTestServer((request, response) => handle(request, response));
  });
  afterEach(() => server.close());

  const clientOf = (options: Partial<ClientOptions> = {}) =>
    createClient({ transport: httpTransport(server.address, { retries: 0 }), now: () => time, ...options });
  const versioned = (version: string, etag: string) => (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('deepdecipher-dataset', version);
    sendJson(request, response, neuronAll, etag);
  };

  describe('in memory', () => {
    it('drops the least recently used when it is full', async () => {
      const size = JSON.stringify(neuronAll).length;
      const client = clientOf({ memorySize: 2 * size });
      const ask = (neuron: number) => client.neuron({ ...reference, neuron });
      for (const neuron of [1, 2, 1, 3]) await ask(neuron);
      assert.deepEqual(client.cache.stats().entries, 2);
      for (const neuron of [1, 3, 2]) await ask(neuron);
      assert.deepEqual(
        server.requests.map((path) => path.at(-1)),
        ['1', '2', '3', '2'],
      );
      assert.equal(client.cache.stats().size, 2 * size);
    });

    it('believes "not there" for a moment only', async () => {
      handle = (_request, response) => response.writeHead(404).end('no such layer');
      const client = clientOf();
      for (let call = 0; call < 3; call += 1) assert.equal((await client.neuron(reference)).found, false);
      assert.equal(server.requests.length, 1);
      time += 5_000;
      await client.neuron(reference);
      assert.equal(server.requests.length, 2);
    });

    it('counts what was confirmed in the future as old', async () => {
      const client = clientOf();
      await client.neuron(reference);
      time -= 10 * MINUTE;
      await client.neuron(reference);
      assert.deepEqual([server.requests.length, client.cache.stats().confirmed], [2, 1]);
    });

    it('asks again for what has expired, and keeps it for when the API is away', async () => {
      const client = clientOf();
      await client.neuron(reference);
      client.cache.expire();
      time += 1;
      await client.neuron(reference);
      assert.deepEqual([server.requests.length, client.cache.stats().confirmed], [2, 1]);
      client.cache.expire();
      handle = (_request, response) => response.writeHead(503).end();
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale);
    });

    it('gives what is kept and asks nobody, if it is told to', async () => {
      const client = clientOf();
      const before = await client.neuron(reference, { keptOnly: true });
      assert(!before.found && /Not seen before: http.*\/api\/tiny\/all\/1\/3/.test(before.message));
      assert.deepEqual(await client.models({ keptOnly: true }), { found: true, value: [] });
      await client.neuron(reference);
      const confirmedAt = time;
      const fresh = await client.neuron(reference, { keptOnly: true });
      assert(fresh.found && fresh.stale === undefined);
      time += 10 * MINUTE;
      const old = await client.neuron(reference, { keptOnly: true });
      assert(old.found);
      assert.deepEqual(old.stale, { confirmedAt });
      assert.equal(server.requests.length, 1);
    });

    it('does not keep what was asked for before it was cleared', async () => {
      const released = Promise.withResolvers<void>();
      const arrived = Promise.withResolvers<void>();
      handle = async (request, response) => {
        arrived.resolve();
        await released.promise;
        sendJson(request, response, neuronAll);
      };
      const client = clientOf();
      const answer = client.neuron(reference);
      await arrived.promise;
      await client.cache.clear();
      released.resolve();
      assert.equal((await answer).found, true);
      await client.neuron(reference);
      assert.equal(server.requests.length, 2);
    });
  });

  describe('of a dataset version', () => {
    it('needs one request to know that all pages of the version still hold', async () => {
      handle = versioned('a', '"1"');
      const client = clientOf();
      const ask = (neuron: number) => client.neuron({ ...reference, neuron });
      for (const neuron of [0, 1, 2]) await ask(neuron);
      time += 2 * MINUTE;
      for (const neuron of [0, 1, 2]) await ask(neuron);
      assert.equal(server.requests.length, 4);
      assert.equal(client.cache.stats().transferred, 3);
    });

    it('is not confirmed by an answer that names no version', async () => {
      handle = versioned('a', '"1"');
      const client = clientOf();
      const ask = (neuron: number) => client.neuron({ ...reference, neuron });
      for (const neuron of [0, 1]) await ask(neuron);
      time += 2 * MINUTE;
      handle = (request, response) => sendJson(request, response, neuronAll, '"1"');
      for (const neuron of [0, 1]) await ask(neuron);
      assert.equal(server.requests.length, 4);
    });

    it('asks again for every page of another version', async () => {
      handle = versioned('a', '"1"');
      const client = clientOf();
      const ask = (neuron: number) => client.neuron({ ...reference, neuron });
      for (const neuron of [0, 1]) await ask(neuron);
      time += 2 * MINUTE;
      handle = versioned('b', '"2"');
      for (const neuron of [0, 1]) await ask(neuron);
      assert.equal(client.cache.stats().transferred, 4);
    });
  });

  describe('stale while revalidating', () => {
    it('gives the copy at once, and what is new to the next', async () => {
      const client = clientOf({ staleWhileRevalidate: 10 * MINUTE });
      await client.neuron(reference);
      const confirmedAt = time;
      time += 5 * MINUTE;
      handle = (request, response) => sendJson(request, response, { metadata: { data: metadata } }, '"2"');
      const stale = await client.neuron(reference);
      assert(stale.found && stale.value.neuroscope.status === 'ready');
      assert.deepEqual(stale.stale, { confirmedAt });
      while (client.cache.stats().transferred < 2) await setImmediate();
      const next = await client.neuron(reference);
      assert(next.found && next.value.neuroscope.status === 'missing' && next.stale === undefined);
    });

    it('asks first when the copy is older than that', async () => {
      const client = clientOf({ staleWhileRevalidate: MINUTE });
      await client.neuron(reference);
      time += 3 * MINUTE;
      handle = (request, response) => sendJson(request, response, { metadata: { data: metadata } }, '"2"');
      const answer = await client.neuron(reference);
      assert(answer.found && answer.value.neuroscope.status === 'missing' && answer.stale === undefined);
    });
  });

  describe('when the API is in trouble', () => {
    it('gives the copy, its age and the reason', async () => {
      const client = clientOf();
      await client.neuron(reference);
      const confirmedAt = time;
      time += 3 * 24 * 60 * MINUTE;
      handle = (_request, response) => response.writeHead(503).end('restarting');
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale?.reason instanceof ApiStatusError);
      assert.equal(answer.stale.confirmedAt, confirmedAt);
      assert.equal(client.cache.stats().stale, 1);
    });

    it('asks again each time', async () => {
      const client = clientOf({ freshFor: 0 });
      await client.neuron(reference);
      handle = (_request, response) => response.writeHead(503).end();
      await client.neuron(reference);
      handle = (request, response) => sendJson(request, response, neuronAll, '"1"');
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale === undefined);
    });

    it('shows a refusal, not the copy', async () => {
      const client = clientOf({ freshFor: 0 });
      await client.neuron(reference);
      handle = (_request, response) => response.writeHead(403).end('not for you');
      await assert.rejects(client.neuron(reference), { name: 'ApiStatusError', status: 403, detail: 'not for you' });
    });
  });

  describe('over a store', () => {
    it('answers a later session without transferring a body', async () => {
      const store = openStore();
      for (let neuron = 0; neuron < 50; neuron += 1) await clientOf({ store }).neuron({ ...reference, neuron });
      time += 2 * MINUTE;
      const later = clientOf({ store });
      await Promise.all(Array.from({ length: 50 }, (_, neuron) => later.neuron({ ...reference, neuron })));
      const { transferred, confirmed, stored } = later.cache.stats();
      assert.deepEqual({ transferred, confirmed, stored }, { transferred: 0, confirmed: 50, stored: 50 });
    });

    it('works without a network and says how old an answer is', async () => {
      const store = openStore();
      await clientOf({ store }).neuron(reference);
      const confirmedAt = time;
      time += 3 * 24 * 60 * MINUTE;
      await server.close();
      const answer = await clientOf({ store }).neuron(reference);
      assert(answer.found && answer.stale?.reason instanceof ApiUnreachableError);
      assert.equal(answer.stale.confirmedAt, confirmedAt);
      await assert.rejects(clientOf({ store }).neuron({ ...reference, neuron: 0 }), ApiUnreachableError);
    });

    it('drops what no API sends', async () => {
      const store = openStore();
      await clientOf({ store }).neuron(reference);
      for (const body of ['{"metadata":', '{"metadata":{"data":{"name":7}}}', '']) {
        for (const [key, page] of store.pages) store.pages.set(key, { ...page, body });
        const client = clientOf({ store });
        const answer = await client.neuron(reference);
        assert(answer.found && answer.value.neuroscope.status === 'ready');
        assert.equal(client.cache.stats().storeFailures, 1);
        assert.equal([...store.pages.values()][0]?.body, JSON.stringify(neuronAll));
      }
    });

    it('goes on without a store that fails, and counts that', async () => {
      const fail = async () => {
        throw new Error('no room');
      };
      const client = clientOf({ store: { get: fail, set: fail, delete: fail, clear: fail } });
      assert.equal((await client.neuron(reference)).found, true);
      await client.cache.clear();
      assert.equal(client.cache.stats().storeFailures, 3);
    });

    it('reads a page from the store once', async () => {
      const store = openStore();
      await clientOf({ store }).neuron(reference);
      const later = clientOf({ store });
      const [first, second] = [await later.neuron(reference), await later.neuron(reference)];
      assert(first.found && second.found && first.value === second.value);
      assert.equal(later.cache.stats().stored, 1);
    });

    it('does not keep what a host has kept', async () => {
      const store = openStore();
      const transport = {
        address: 'host',
        get: async () => ({ kind: 'page', body: JSON.stringify(neuronAll), etag: undefined, isCopy: true }) as const,
      };
      const client = clientOf({ store, transport });
      assert((await client.neuron(reference)).found);
      assert.deepEqual([store.pages.size, client.cache.stats().entries], [0, 0]);
    });

    it('keeps the pages of two APIs apart', async () => {
      const store = openStore();
      await clientOf({ store }).neuron(reference);
      const other = await startTestServer((request, response) =>
        sendJson(request, response, { metadata: { data: metadata } }),
      );
      try {
        const answer = await clientOf({ store, transport: httpTransport(other.address) }).neuron(reference);
        assert(answer.found && answer.value.neuroscope.status === 'missing');
        assert.equal(store.pages.size, 2);
      } finally {
        await other.close();
      }
    });

    it('forgets what is not there any more, and everything on clear()', async () => {
      const store = openStore();
      await clientOf({ store }).neuron(reference);
      time += 2 * MINUTE;
      handle = (_request, response) => response.writeHead(404).end('gone');
      const client = clientOf({ store });
      assert.deepEqual(await client.neuron(reference), { found: false, message: 'gone' });
      assert.equal(store.pages.size, 0);
      handle = (request, response) => sendJson(request, response, neuronAll);
      await client.neuron({ ...reference, neuron: 0 });
      await client.cache.clear();
      assert.equal(store.pages.size, 0);
    });
  });
});
