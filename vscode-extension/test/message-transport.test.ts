import assert from 'node:assert/strict';
import { ApiStatusError, ApiUnreachableError, type Transport } from '@deepdecipher/client';
import * as v from 'valibot';
import { transportHost } from '../src/transport-host.ts';
import { messageTransport } from '../src/webview/message-transport.ts';
import { type ToHost, ToHostSchema, ToPageSchema } from '../src/webview/protocol.ts';

/** A page and a host that speak by JSON, as over a webview's wire. */
function pair(transport: Transport) {
  const sent: ToHost[] = [];
  const host = transportHost(
    (message) => {
      const received = v.parse(ToPageSchema, JSON.parse(JSON.stringify(message)));
      if (received.type === 'reply' || received.type === 'failure') page.settle(received);
    },
    () => transport,
  );
  const page = messageTransport((message) => {
    const received = v.parse(ToHostSchema, JSON.parse(JSON.stringify(message)));
    sent.push(received);
    if (received.type === 'get') void host.get(received);
    if (received.type === 'cancel') host.cancel(received.id);
  }, 'http://127.0.0.1:1');
  return { page, host, sent };
}

const answering = (get: Transport['get']): Transport => ({ address: 'double', get });

describe('transport of the panel', () => {
  it('brings every kind of reply, and the entity tag there', async () => {
    const asked: unknown[] = [];
    const { page } = pair(
      answering(async (path, options) => {
        asked.push([path, options?.etag]);
        if (path === '/api/gone') return { kind: 'absent', message: 'No such model.' };
        return options?.etag ? { kind: 'not-modified' } : { kind: 'page', body: '{}', etag: undefined };
      }),
    );
    assert.deepEqual(await page.get('/api'), { kind: 'page', body: '{}', etag: undefined });
    assert.deepEqual(await page.get('/api/a%2Fb/all/1/2', { etag: '"x"' }), { kind: 'not-modified' });
    assert.deepEqual(await page.get('/api/gone'), { kind: 'absent', message: 'No such model.' });
    assert.deepEqual(asked, [
      ['/api', undefined],
      ['/api/a%2Fb/all/1/2', '"x"'],
      ['/api/gone', undefined],
    ]);
  });

  for (const error of [
    new ApiUnreachableError('http://h/api'),
    new ApiStatusError('http://h/api', 500, 'out of order'),
  ]) {
    it(`carries ${error.name} over with its words`, async () => {
      const { page } = pair(answering(() => Promise.reject(error)));
      await assert.rejects(page.get('/api'), { name: error.name, message: error.message, request: error.request });
    });
  }

  it('carries an abort over, and drops an answer that comes too late', async () => {
    const stopped = Promise.withResolvers<void>();
    const { page, sent } = pair(
      answering((_, options) => {
        options?.signal?.addEventListener('abort', () => stopped.resolve());
        return new Promise(() => {});
      }),
    );
    const abort = new AbortController();
    const reply = page.get('/api', { signal: abort.signal });
    abort.abort();
    await assert.rejects(reply, { name: 'AbortError' });
    await stopped.promise;
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['get', 'cancel'],
    );
    page.settle({ type: 'reply', id: 1, reply: { kind: 'not-modified' } });
  });

  it('asks nothing for a signal that is aborted already', async () => {
    const { page, sent } = pair(answering(() => Promise.reject(new Error('asked'))));
    await assert.rejects(page.get('/api', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.deepEqual(sent, []);
  });

  it('stops what runs when the panel is closed', async () => {
    const stopped = Promise.withResolvers<void>();
    const { page, host } = pair(
      answering((_, options) => {
        options?.signal?.addEventListener('abort', () => stopped.resolve());
        return new Promise(() => {});
      }),
    );
    void page.get('/api');
    host.dispose();
    await stopped.promise;
  });

  for (const path of ['http://h/api', '/apis', '/viz', '/api?x', '/api/../viz?q', '//h/api', '/api/a b']) {
    it(`lets no page ask for ${path}`, () => {
      assert.equal(v.safeParse(ToHostSchema, { type: 'get', id: 1, path }).success, false);
    });
  }
});
