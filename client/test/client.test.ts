import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiStatusError, createClient, httpTransport, InvalidReplyError, isDeepDecipherError } from '../src/index.ts';
import { metadata, neuronAll, neuroscopeNeuron, textOf } from './helpers/pages.ts';
import { sendJson, startTestServer, type TestServer } from './helpers/test-server.ts';

const reference = { model: 'tiny', layer: 1, neuron: 3 };
const PATH = '/api/tiny/all/1/3';

describe('createClient', () => {
  let server: TestServer;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    handle = (request, response) => sendJson(request, response, neuronAll, '"1"');
    server = await startTestServer((request, response) => handle(request, response));
  });
  afterEach(() => server.close());

  const clientOf = (options = {}) => createClient({ transport: httpTransport(server.address), ...options });

  it('lists the models', async () => {
    handle = (request, response) => sendJson(request, response, { models: [metadata] });
    assert.deepEqual(await clientOf().models(), { found: true, value: [metadata] });
    assert.deepEqual(server.requests, ['/api']);
  });

  it('reads a model, a layer and a neuron, each in one request', async () => {
    const ranking = { important_neurons: [[{ layer: 1, neuron: 3 }, 4]], peak_tokens: [[' if']] };
    handle = (request, response) => {
      const neuroscope = { '/api/tiny/all': ranking, '/api/tiny/all/1': { num_neurons: 4, ...ranking } }[
        request.url ?? ''
      ];
      sendJson(
        request,
        response,
        neuroscope ? { metadata: { data: metadata }, neuroscope: { data: neuroscope } } : neuronAll,
      );
    };
    const client = clientOf();
    const model = await client.model('tiny');
    assert(model.found && model.value.neuroscope.status === 'ready');
    assert.deepEqual(model.value.neuroscope.data, ranking);
    const layer = await client.layer('tiny', 1);
    assert(layer.found && layer.value.neuroscope.status === 'ready');
    assert.equal(layer.value.neuroscope.data.num_neurons, 4);
    const neuron = await client.neuron(reference);
    assert(neuron.found && neuron.value.neuroscope.status === 'ready');
    assert.deepEqual(neuron.value.neuroscope.data, neuroscopeNeuron);
    assert.deepEqual(neuron.value.reference, reference);
    assert.deepEqual(server.requests, ['/api/tiny/all', '/api/tiny/all/1', PATH]);
  });

  it('encodes what a model is called', async () => {
    await clientOf().neuron({ ...reference, model: 'a/b?c' });
    assert.deepEqual(server.requests, ['/api/a%2Fb%3Fc/all/1/3']);
  });

  it('ignores keys that it does not know', async () => {
    handle = (request, response) => sendJson(request, response, { ...neuronAll, future: { data: 1 } });
    assert.equal((await clientOf().neuron(reference)).found, true);
  });

  it('has "not there" as a result', async () => {
    handle = (_request, response) => response.writeHead(404).end('layer 1 has neurons 0 to 2');
    assert.deepEqual(await clientOf().neuron(reference), { found: false, message: 'layer 1 has neurons 0 to 2' });
  });

  describe('parts', () => {
    for (const [what, part, status, message] of [
      ['an error', { error: 'page lost' }, 'failed', /page lost/],
      ['missing data', { missing_data_types: ['neuroscope'] }, 'missing', /lacks neuroscope/],
      ['no part at all', undefined, 'missing', /no neuroscope data/],
      ['a page of another shape', { data: { texts: 3 } }, 'failed', /malformed at neuron_index/],
      [
        'a text whose activations are too few',
        { data: { ...neuroscopeNeuron, texts: [{ ...textOf(['a', 'b'], 0), activations: [1] }] } },
        'failed',
        /malformed at texts\.0: tokens and activations differ/,
      ],
    ] as const) {
      it(`shows ${what} in its place`, async () => {
        handle = (request, response) => sendJson(request, response, { metadata: { data: metadata }, neuroscope: part });
        const answer = await clientOf().neuron(reference);
        assert(answer.found && answer.value.neuroscope.status !== 'ready');
        assert.equal(answer.value.neuroscope.status, status);
        assert.match(answer.value.neuroscope.message, message);
      });
    }
  });

  describe('replies that break the contract', () => {
    for (const [what, body, message] of [
      ['a web page', '<html>', /web page/],
      ['no JSON', 'hello', /not JSON/],
      ['truncated JSON', '{"metadata":', /not JSON/],
      ['no metadata', '{"neuroscope":{"data":{}}}', /metadata/],
      [
        'metadata of another shape',
        JSON.stringify({ metadata: { data: { ...metadata, num_layers: 'two' } } }),
        /metadata\.data\.num_layers/,
      ],
    ] as const) {
      it(`names what is wrong with ${what}`, async () => {
        handle = (_request, response) => response.end(body);
        await assert.rejects(clientOf().neuron(reference), (error) => {
          assert(error instanceof InvalidReplyError && isDeepDecipherError(error));
          assert.equal(error.request, server.address + PATH);
          assert.match(error.message, message);
          return true;
        });
      });
    }
  });

  describe('cache', () => {
    it('answers a second call without a request', async () => {
      const client = clientOf();
      const first = await client.neuron(reference);
      assert.equal(first.found && (await client.neuron(reference)).found, true);
      assert.deepEqual(server.requests, [PATH]);
    });

    it('revalidates by entity tag once an answer is no longer fresh', async () => {
      const statuses: number[] = [];
      handle = (request, response) => {
        sendJson(request, response, neuronAll, '"1"');
        statuses.push(response.statusCode);
      };
      const client = clientOf({ freshFor: 0 });
      const first = await client.neuron(reference);
      const second = await client.neuron(reference);
      assert.deepEqual(statuses, [200, 304]);
      assert(first.found && second.found);
      assert.equal(first.value, second.value);
    });

    it('takes a changed page', async () => {
      const client = clientOf({ freshFor: 0 });
      await client.neuron(reference);
      handle = (request, response) => sendJson(request, response, { metadata: { data: metadata } }, '"2"');
      const answer = await client.neuron(reference);
      assert(answer.found && answer.value.neuroscope.status === 'missing');
    });

    it('forgets everything on clear()', async () => {
      const client = clientOf();
      await client.neuron(reference);
      client.cache.clear();
      await client.neuron(reference);
      assert.equal(server.requests.length, 2);
    });

    it('keeps no failure', async () => {
      handle = (_request, response) => response.writeHead(500).end('busy');
      const client = clientOf();
      await assert.rejects(client.neuron(reference), ApiStatusError);
      handle = (request, response) => sendJson(request, response, neuronAll);
      assert.equal((await client.neuron(reference)).found, true);
    });
  });

  describe('requests in flight', () => {
    it('are shared', async () => {
      const client = clientOf({ memorySize: 0 });
      const answers = await Promise.all(Array.from({ length: 1000 }, () => client.neuron(reference)));
      assert.equal(answers.length, 1000);
      assert.deepEqual(server.requests, [PATH]);
    });

    it('outlive a waiter that leaves', async () => {
      const { release } = holdReplies();
      const client = clientOf();
      const abort = new AbortController();
      const leaving = client.neuron(reference, { signal: abort.signal });
      const staying = client.neuron(reference, { signal: new AbortController().signal });
      abort.abort();
      await assert.rejects(leaving, { name: 'AbortError' });
      release();
      assert.equal((await staying).found, true);
      assert.deepEqual(server.requests, [PATH]);
    });

    it('are aborted when the last waiter leaves', async () => {
      const { arrived, closed } = holdReplies();
      const client = clientOf();
      const aborts = [new AbortController(), new AbortController()];
      const leaving = aborts.map(({ signal }) => client.neuron(reference, { signal }));
      await arrived;
      for (const abort of aborts) abort.abort();
      for (const promise of leaving) await assert.rejects(promise, { name: 'AbortError' });
      await closed;
    });

    it('are not joined after they were aborted', async () => {
      const { release } = holdReplies();
      const client = clientOf();
      const abort = new AbortController();
      const leaving = client.neuron(reference, { signal: abort.signal });
      abort.abort();
      await assert.rejects(leaving, { name: 'AbortError' });
      const staying = client.neuron(reference);
      release();
      assert.equal((await staying).found, true);
    });

    /** Holds all replies back until `release()`. `closed` resolves when a client hangs up. */
    function holdReplies() {
      const released = Promise.withResolvers<void>();
      const arrived = Promise.withResolvers<void>();
      const closed = Promise.withResolvers<void>();
      handle = (request, response) => {
        arrived.resolve();
        response.once('close', () => response.writableEnded || closed.resolve());
        void released.promise.then(() => sendJson(request, response, neuronAll));
      };
      return { release: released.resolve, arrived: arrived.promise, closed: closed.promise };
    }
  });

  it('removes its listeners from a signal that many calls share', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      return addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      return removeEventListener.apply(signal, args);
    };
    const client = clientOf({ memorySize: 0 });
    for (let call = 0; call < 20; call += 1) await client.neuron(reference, { signal });
    assert.equal(listeners, 0);
  });
});
