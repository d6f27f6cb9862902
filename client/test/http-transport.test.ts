import assert from 'node:assert/strict';
import { ApiStatusError, ApiUnreachableError, httpTransport } from '../src/index.ts';
import { sendJson, startTestServer, type TestServer } from './helpers/test-server.ts';

describe('httpTransport', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://test');
      if (pathname === '/api/tagged') return sendJson(request, response, { ok: true }, '"tag"');
      if (pathname === '/api/plain-404') return void response.writeHead(404).end('no such neuron');
      if (pathname === '/api/web-404') return void response.writeHead(404).end('<!doctype html><h1>Not found</h1>');
      if (pathname === '/api/problem') {
        const problem = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'neuron 9 is out of range' };
        return void response
          .writeHead(404, { 'content-type': 'application/problem+json' })
          .end(JSON.stringify(problem));
      }
      if (pathname === '/api/broken') return void response.writeHead(500).end('x'.repeat(2000));
      if (pathname === '/api/reset') return void response.writeHead(200, { 'content-length': '100' }).destroy();
      if (pathname === '/api/hang') return;
      sendJson(request, response, { path: request.url });
    });
  });
  after(() => server.close());

  it('brings back the body and the entity tag', async () => {
    const reply = await httpTransport(server.address).get('/api/tagged');
    assert.deepEqual(reply, { kind: 'page', body: '{"ok":true}', etag: '"tag"' });
  });

  it('says when the copy still holds', async () => {
    const reply = await httpTransport(server.address).get('/api/tagged', { etag: '"tag"' });
    assert.deepEqual(reply, { kind: 'not-modified' });
  });

  it('keeps a path in the address and drops its trailing slash', async () => {
    const reply = await httpTransport(`${server.address}/below/`).get('/api');
    assert.deepEqual(reply.kind === 'page' && JSON.parse(reply.body), { path: '/below/api' });
  });

  for (const [path, message] of [
    ['/api/plain-404', 'no such neuron'],
    ['/api/problem', 'neuron 9 is out of range'],
  ] as const) {
    it(`makes an absence of ${path}, in the API's words`, async () => {
      assert.deepEqual(await httpTransport(server.address).get(path), { kind: 'absent', message });
    });
  }

  it('does not pass a web page on as a message', async () => {
    await assert.rejects(httpTransport(server.address).get('/api/web-404'), {
      name: 'InvalidReplyError',
      problem: 'it is a web page. Is the address that of an API?',
    });
  });

  it('throws the status and a shortened word', async () => {
    await assert.rejects(httpTransport(server.address).get('/api/broken'), (error) => {
      assert(error instanceof ApiStatusError);
      assert.equal(error.status, 500);
      assert.equal(error.request, `${server.address}/api/broken`);
      assert(error.message.length < 500);
      return true;
    });
  });

  it('throws ApiUnreachableError when nobody listens, with the cause', async () => {
    const gone = await startTestServer(() => {});
    await gone.close();
    await assert.rejects(httpTransport(gone.address).get('/api'), (error) => {
      assert(error instanceof ApiUnreachableError);
      assert(error.cause instanceof Error);
      return true;
    });
  });

  it('throws ApiUnreachableError when the answer breaks off', async () => {
    await assert.rejects(httpTransport(server.address).get('/api/reset'), ApiUnreachableError);
  });

  it('throws ApiUnreachableError when the answer does not come in time', async () => {
    await assert.rejects(httpTransport(server.address, { timeout: 50 }).get('/api/hang'), ApiUnreachableError);
  });

  it("rejects with the signal's reason when aborted, before and during the request", async () => {
    const reason = new Error('changed my mind');
    await assert.rejects(httpTransport(server.address).get('/api', { signal: AbortSignal.abort(reason) }), reason);
    const abort = new AbortController();
    const pending = httpTransport(server.address).get('/api/hang', { signal: abort.signal });
    abort.abort(reason);
    await assert.rejects(pending, reason);
  });
});
