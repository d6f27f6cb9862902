import assert from 'node:assert/strict';
import { InvalidReplyError } from '@deepdecipher/client';
import type { CancelMessage, GetMessage } from '../src/kernel-protocol.ts';
import { KernelTransport } from '../src/kernel-transport.ts';

const PATH = '/api/m/all/1/2';

describe('KernelTransport', () => {
  let sent: (GetMessage | CancelMessage)[];
  let live: boolean;
  let transport: KernelTransport;

  const make = (timeout?: number) =>
    new KernelTransport(
      {
        get live() {
          return live;
        },
        send: (message) => sent.push(message),
      },
      timeout === undefined ? {} : { timeout },
    );
  const answer = (id: string, result: unknown) => transport.receive({ kind: 'reply', id, result });

  beforeEach(() => {
    sent = [];
    live = true;
    transport = make();
  });

  it('asks the kernel and brings its page', async () => {
    const reply = transport.get(PATH, { etag: '"1"' });
    assert.deepEqual(sent, [{ kind: 'get', id: '1', path: PATH, etag: '"1"' }]);
    answer('1', { kind: 'page', body: '{}', etag: null });
    assert.deepEqual(await reply, { kind: 'page', body: '{}', etag: undefined });
  });

  it('keeps answers apart, in whatever order they come', async () => {
    const replies = [transport.get('/api/a'), transport.get('/api/b')];
    answer('2', { kind: 'absent', message: 'b' });
    answer('1', { kind: 'not-modified' });
    assert.deepEqual(await Promise.all(replies), [{ kind: 'not-modified' }, { kind: 'absent', message: 'b' }]);
  });

  for (const [result, error] of [
    [
      { kind: 'unreachable', reason: 'refused' },
      { name: 'ApiUnreachableError', request: 'the notebook’s kernel (refused)' },
    ],
    [
      { kind: 'status', status: 503, detail: 'busy' },
      { name: 'ApiStatusError', status: 503 },
    ],
    [{ kind: 'invalid', problem: 'no JSON' }, InvalidReplyError],
  ] as const) {
    it(`rejects on ${result.kind}`, async () => {
      const reply = transport.get(PATH);
      answer('1', result);
      await assert.rejects(reply, error);
    });
  }

  it('drops what answers no open request, or is no answer', async () => {
    const reply = transport.get(PATH);
    for (const message of [
      undefined,
      {},
      { kind: 'reply', id: '1' },
      { kind: 'reply', id: '1', result: { kind: '?' } },
    ]) {
      transport.receive(message);
    }
    answer('7', { kind: 'not-modified' });
    answer('1', { kind: 'absent', message: 'first' });
    answer('1', { kind: 'absent', message: 'second' });
    assert.deepEqual(await reply, { kind: 'absent', message: 'first' });
  });

  it('tells the kernel when the answer is not wanted any more, and drops it', async () => {
    const abort = new AbortController();
    const reply = transport.get(PATH, { signal: abort.signal });
    abort.abort();
    await assert.rejects(reply, { name: 'AbortError' });
    assert.deepEqual(sent.at(-1), { kind: 'cancel', id: '1' });
    answer('1', { kind: 'not-modified' });
  });

  it('asks for nothing when aborted before', async () => {
    await assert.rejects(transport.get(PATH, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.deepEqual(sent, []);
  });

  it('says so when there is no kernel', async () => {
    live = false;
    await assert.rejects(transport.get(PATH), { message: /no kernel is connected/ });
    assert.deepEqual(sent, []);
  });

  it('says so when the kernel does not answer in time', async () => {
    transport = make(1);
    await assert.rejects(transport.get(PATH), {
      name: 'ApiUnreachableError',
      message: /did not answer within 0.001 s; is it busy/,
    });
    assert.deepEqual(sent.at(-1), { kind: 'cancel', id: '1' });
  });
});
