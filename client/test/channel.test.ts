import assert from 'node:assert/strict';
import {
  type ChannelReply,
  type ChannelRequest,
  type ChannelTransport,
  channelHost,
  channelTransport,
} from '../src/channel.ts';
import { ApiStatusError, ApiUnreachableError, InvalidReplyError, type Transport } from '../src/index.ts';

const PATH = '/api/m/all/1/2';
const address = 'http://127.0.0.1:1';

describe('channelTransport', () => {
  let sent: ChannelRequest[];
  let closed: string | undefined;
  let transport: ChannelTransport;

  const open = (timeout?: number) =>
    channelTransport(
      {
        address,
        get closed() {
          return closed;
        },
        send: (message) => sent.push(message),
      },
      timeout === undefined ? {} : { timeout },
    );
  /** The name of the n-th request; no two transports use the same. */
  const idOf = (n: number) => sent.filter(({ kind }) => kind === 'get')[n - 1]?.id;
  const answer = (n: number, result: unknown) => transport.receive({ kind: 'reply', id: idOf(n), result });

  beforeEach(() => {
    sent = [];
    closed = undefined;
    transport = open();
  });

  it('asks the host and brings its page', async () => {
    const reply = transport.get(PATH, { etag: '"1"' });
    assert.deepEqual(sent, [{ kind: 'get', id: idOf(1), path: PATH, etag: '"1"' }]);
    answer(1, { kind: 'page', body: '{}', etag: null });
    assert.deepEqual(await reply, { kind: 'page', body: '{}', etag: undefined });
  });

  it('keeps answers apart, in whatever order they come', async () => {
    const replies = [transport.get('/api/a'), transport.get('/api/b')];
    answer(2, { kind: 'absent', message: 'b' });
    answer(1, { kind: 'not-modified' });
    assert.deepEqual(await Promise.all(replies), [{ kind: 'not-modified' }, { kind: 'absent', message: 'b' }]);
  });

  it('takes no answer that was meant for another page', async () => {
    const other = open();
    const mine = transport.get('/api/a');
    const theirs = other.get('/api/b');
    assert.notEqual(idOf(1), idOf(2));
    for (const page of [transport, other]) {
      page.receive({ kind: 'reply', id: idOf(2), result: { kind: 'absent', message: 'b' } });
      page.receive({ kind: 'reply', id: idOf(1), result: { kind: 'absent', message: 'a' } });
    }
    assert.deepEqual(
      [await mine, await theirs],
      [
        { kind: 'absent', message: 'a' },
        { kind: 'absent', message: 'b' },
      ],
    );
  });

  it('drops what answers no open request, or is no answer', async () => {
    const reply = transport.get(PATH);
    for (const message of [
      undefined,
      {},
      { kind: 'reply', id: idOf(1) },
      { kind: 'reply', id: idOf(1), result: { kind: '?' } },
    ]) {
      transport.receive(message);
    }
    answer(7, { kind: 'not-modified' });
    answer(1, { kind: 'absent', message: 'first' });
    answer(1, { kind: 'absent', message: 'second' });
    assert.deepEqual(await reply, { kind: 'absent', message: 'first' });
  });

  it('tells the host when the answer is not wanted any more, and drops it', async () => {
    const abort = new AbortController();
    const reply = transport.get(PATH, { signal: abort.signal });
    abort.abort();
    await assert.rejects(reply, { name: 'AbortError' });
    assert.deepEqual(sent.at(-1), { kind: 'cancel', id: idOf(1) });
    answer(1, { kind: 'not-modified' });
  });

  it('asks for nothing when aborted before, or when nobody is at the other end', async () => {
    await assert.rejects(transport.get(PATH, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    closed = 'no kernel is connected';
    await assert.rejects(transport.get(PATH), { name: 'ApiUnreachableError', reason: 'no kernel is connected' });
    assert.deepEqual(sent, []);
  });

  it('says so when the host does not answer in time', async () => {
    transport = open(1);
    await assert.rejects(transport.get(PATH), {
      name: 'ApiUnreachableError',
      message: /no answer within 0.001 s; is it busy\?/,
    });
    assert.deepEqual(sent.at(-1), { kind: 'cancel', id: idOf(1) });
  });
});

describe('channelHost', () => {
  const reports: unknown[] = [];
  beforeEach(() => {
    reports.length = 0;
  });

  /** A page and a host that speak by JSON, as over a real wire. */
  function pair(get: Transport['get']) {
    const sent: ChannelRequest[] = [];
    const overWire = <T>(message: T): T => JSON.parse(JSON.stringify(message));
    const host = channelHost({
      send: (message: ChannelReply) => page.receive(overWire(message)),
      transport: () => ({ address, get }),
      report: (error) => reports.push(error),
    });
    const page = channelTransport({
      address,
      send(message) {
        sent.push(message);
        assert.equal(host.receive(overWire(message)), true);
      },
    });
    return { page, host, sent };
  }

  it('brings every kind of reply, and the entity tag there', async () => {
    const { page } = pair(async (path, { etag } = {}) => {
      if (path === '/api/gone') return { kind: 'absent', message: 'No such model.' };
      return etag ? { kind: 'not-modified', version: 'v1' } : { kind: 'page', body: '{}', etag: '"x"', version: 'v1' };
    });
    assert.deepEqual(await page.get('/api'), { kind: 'page', body: '{}', etag: '"x"', version: 'v1' });
    assert.deepEqual(await page.get('/api/a%2Fb/all/1/2', { etag: '"x"' }), { kind: 'not-modified', version: 'v1' });
    assert.deepEqual(await page.get('/api/gone'), { kind: 'absent', message: 'No such model.' });
  });

  for (const error of [
    new ApiUnreachableError('http://h/api'),
    new ApiUnreachableError('http://h/api', { reason: 'refused' }),
    new ApiStatusError('http://h/api', 500, 'out of order'),
    new InvalidReplyError('http://h/api', 'it is not JSON'),
  ]) {
    it(`carries ${error.name} over with its words: ${error.message}`, async () => {
      const { page } = pair(() => Promise.reject(error));
      await assert.rejects(page.get('/api'), { name: error.name, message: error.message, request: error.request });
      assert.deepEqual(reports, []);
    });
  }

  it('reports what is no failure of the API', async () => {
    const bug = new TypeError('x is undefined');
    const { page } = pair(() => Promise.reject(bug));
    await assert.rejects(page.get('/api'), ApiUnreachableError);
    assert.deepEqual(reports, [bug]);
  });

  /** A `get` that ends only when it is aborted, and when that was. */
  function hanging() {
    const stopped = Promise.withResolvers<void>();
    const get: Transport['get'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason);
          stopped.resolve();
        });
      });
    return { get, stopped: stopped.promise };
  }

  it('carries an abort over', async () => {
    const { get, stopped } = hanging();
    const { page, sent } = pair(get);
    const abort = new AbortController();
    const reply = page.get('/api', { signal: abort.signal });
    abort.abort();
    await assert.rejects(reply, { name: 'AbortError' });
    await stopped;
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['get', 'cancel'],
    );
    assert.deepEqual(reports, []);
  });

  it('stops what runs when it is disposed of', async () => {
    const { get, stopped } = hanging();
    const { page, host } = pair(get);
    void page.get('/api');
    host.dispose();
    await stopped;
  });

  for (const path of ['http://h/api', '/apis', '/viz', '/api/../viz', '/api/./x', '//h/api', '/api/a b', '/api#x']) {
    it(`lets no page ask for ${path}`, () => {
      const { host } = pair(() => Promise.reject(new Error('asked')));
      assert.equal(host.receive({ kind: 'get', id: '1', path, etag: null }), false);
    });
  }

  it('lets a page search', async () => {
    const { page } = pair(async (path) => ({ kind: 'absent', message: path }));
    const path = '/api/m/neuron2graph-search?query=any%3Aif%2Cimportant%3A%252C';
    assert.deepEqual(await page.get(path), { kind: 'absent', message: path });
  });
});
