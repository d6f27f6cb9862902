import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { ApiUnreachableError, type Transport } from '@deepdecipher/client';
import type { SyncedPage } from '../src/neuron-traits.ts';
import { notebookTransport } from '../src/notebook-transport.ts';

const PATH = '/api/m/all/1/2';
const HERE = 'http://127.0.0.1:8888/lab';

describe('notebookTransport', () => {
  let server: Server;
  let api: string;
  let kept: SyncedPage[];
  let synced: SyncedPage | undefined;
  let kernelAsked: string[];

  const kernel: Transport = {
    address: 'kernel',
    async get(path) {
      kernelAsked.push(path);
      return { kind: 'page', body: '"from the kernel"', etag: undefined };
    },
  };
  const make = (page: string, address: string, by = kernel) =>
    notebookTransport({ page, api: address, kernel: by, synced: () => synced, keep: (own) => kept.push(own) });

  beforeEach(async () => {
    kept = [];
    synced = undefined;
    kernelAsked = [];
    server = createServer((_request, response) => response.writeHead(200, { etag: '"1"' }).end('"from the API"'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    api = `http://127.0.0.1:${address.port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('answers with the page that came with the state, asking nobody', async () => {
    synced = { path: PATH, body: '"own"', etag: '"2"' };
    const reply = await make(HERE, 'http://127.0.0.1:1').get(PATH);
    assert.deepEqual(reply, { kind: 'page', body: '"own"', etag: '"2"', isCopy: true });
    assert.deepEqual([kept, kernelAsked], [[], []]);
  });

  it('asks the API itself, and gives its page to be kept', async () => {
    const reply = await make(HERE, api).get(PATH);
    assert.deepEqual(reply, { kind: 'page', body: '"from the API"', etag: '"1"' });
    assert.deepEqual([kept, kernelAsked], [[{ path: PATH, body: '"from the API"', etag: '"1"' }], []]);
  });

  it('asks the kernel where the browser may not ask', async () => {
    await make('https://hub.example/lab', api).get(PATH);
    assert.deepEqual(kernelAsked, [PATH]);
    assert.deepEqual(kept, [{ path: PATH, body: '"from the kernel"', etag: null }]);
  });

  it('asks the kernel when the API does not answer the browser', async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await make(HERE, api).get(PATH);
    assert.deepEqual(kernelAsked, [PATH]);
  });

  it('names both ways when neither leads anywhere', async () => {
    const away: Transport = {
      address: 'kernel',
      get: () => Promise.reject(new ApiUnreachableError('through the kernel (refused)')),
    };
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await assert.rejects(make(HERE, api, away).get(PATH), { request: `${api}${PATH} or through the kernel (refused)` });
    assert.deepEqual(kept, []);
  });
});
