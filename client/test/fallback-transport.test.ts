import assert from 'node:assert/strict';
import { ApiStatusError, ApiUnreachableError, fallbackTransport, type Reply, type Transport } from '../src/index.ts';

const page: Reply = { kind: 'page', body: '1', etag: undefined };

/** A transport that does what `answer` says and counts how often it was asked. */
function transportOf(address: string, answer: () => Reply): Transport & { calls: number } {
  return {
    address,
    calls: 0,
    async get() {
      this.calls += 1;
      return answer();
    },
  };
}

const unreachable = (address: string) =>
  transportOf(address, () => {
    throw new ApiUnreachableError(address);
  });

describe('fallbackTransport', () => {
  it('does not ask the others while the first answers', async () => {
    const first = transportOf('first', () => page);
    const second = transportOf('second', () => page);
    assert.equal(await fallbackTransport(first, second).get('/api'), page);
    assert.equal(second.calls, 0);
  });

  it('goes on to the next that can be reached, and stays there', async () => {
    const first = unreachable('first');
    const transport = fallbackTransport(
      first,
      transportOf('second', () => page),
    );
    await transport.get('/api');
    await transport.get('/api');
    assert.equal(first.calls, 1);
    assert.equal(transport.address, 'second');
  });

  it('comes back when the one it stayed with fails', async () => {
    let reachable = false;
    const first = transportOf('first', () => {
      if (!reachable) throw new ApiUnreachableError('first');
      return page;
    });
    const second = transportOf('second', () => {
      if (reachable) throw new ApiUnreachableError('second');
      return page;
    });
    const transport = fallbackTransport(first, second);
    await transport.get('/api');
    assert.equal(transport.address, 'second');
    reachable = true;
    await transport.get('/api');
    assert.equal(transport.address, 'first');
  });

  it('takes an error status for an answer', async () => {
    const second = transportOf('second', () => page);
    const first = transportOf('first', () => {
      throw new ApiStatusError('/api', 500, 'busy');
    });
    await assert.rejects(fallbackTransport(first, second).get('/api'), ApiStatusError);
    assert.equal(second.calls, 0);
  });

  it('names all of them when none can be reached', async () => {
    await assert.rejects(fallbackTransport(unreachable('first'), unreachable('second')).get('/api'), {
      name: 'ApiUnreachableError',
      request: 'first or second',
    });
  });

  it('stops when aborted', async () => {
    const abort = new AbortController();
    const first = transportOf('first', () => {
      abort.abort();
      throw new ApiUnreachableError('first');
    });
    const second = transportOf('second', () => page);
    const pending = fallbackTransport(first, second).get('/api', { signal: abort.signal });
    await assert.rejects(pending, { name: 'AbortError' });
    assert.equal(second.calls, 0);
  });
});
