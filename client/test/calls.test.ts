import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { ApiStatusError, createClient, httpTransport } from '../src/index.ts';
import { metadata, neuronAll, neuroscopeNeuron } from './helpers/pages.ts';
import { sendJson, startTestServer, type TestServer } from './helpers/test-server.ts';

const reference = { model: 'tiny', layer: 1, neuron: 3 };

async function readAll(answers: AsyncIterable<unknown>): Promise<void> {
  for await (const answer of answers) assert(answer);
}

describe('the client’s calls', () => {
  let server: TestServer;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    handle = (request, response) => sendJson(request, response, neuronAll);
    server = await startTestServer((request, response) => handle(request, response));
  });
  afterEach(() => server.close());

  const clientOf = (concurrency = 8) =>
    createClient({ transport: httpTransport(server.address, { concurrency, retries: 0 }) });

  describe('neuron() with chosen services', () => {
    it('asks for these alone', async () => {
      handle = (request, response) =>
        sendJson(
          request,
          response,
          request.url?.includes('neuroscope')
            ? { data: neuroscopeNeuron, metadata }
            : { missing_data_types: ['neuron2graph'], metadata },
        );
      const answer = await clientOf().neuron(reference, { services: ['neuroscope', 'neuron2graph'] });
      assert(answer.found);
      const { neuroscope, neuron2graph, neuronExplainer } = answer.value;
      assert.deepEqual(neuroscope, { status: 'ready', data: neuroscopeNeuron });
      assert.deepEqual(neuron2graph, { status: 'missing', message: 'The dataset lacks neuron2graph here.' });
      assert.deepEqual(neuronExplainer, { status: 'missing', message: 'Not asked for.' });
      assert.deepEqual(server.requests, ['/api/tiny/neuroscope/1/3', '/api/tiny/neuron2graph/1/3']);
    });

    it('misses one service alone', async () => {
      handle = (request, response) =>
        request.url?.includes('neuroscope')
          ? sendJson(request, response, { data: neuroscopeNeuron, metadata })
          : response.writeHead(404).end('no such page');
      const answer = await clientOf().neuron(reference, { services: ['neuroscope', 'neuronExplainer'] });
      assert(answer.found && answer.value.neuroscope.status === 'ready');
      assert.deepEqual(answer.value.neuronExplainer, { status: 'missing', message: 'no such page' });
    });

    it('names the services when asked for one that is not there', async () => {
      const options = JSON.parse('{"services":["neuron_explainer"]}');
      await assert.rejects(clientOf().neuron(reference, options), /no service "neuron_explainer".*neuronExplainer/);
    });

    it('has "not there" as a result', async () => {
      handle = (_request, response) => response.writeHead(404).end('no neuron 3');
      const answer = await clientOf().neuron(reference, { services: ['neuroscope'] });
      assert.deepEqual(answer, { found: false, message: 'no neuron 3' });
    });
  });

  describe('neurons()', () => {
    const references = Array.from({ length: 40 }, (_, neuron) => ({ ...reference, neuron }));

    it('gives them in the order asked for, no more at once than the transport lets through', async () => {
      let open = 0;
      let most = 0;
      const full = Promise.withResolvers<void>();
      handle = async (request, response) => {
        open += 1;
        most = Math.max(most, open);
        if (most === 3) full.resolve();
        await full.promise;
        await setImmediate();
        open -= 1;
        sendJson(request, response, neuronAll);
      };
      const found: number[] = [];
      for await (const answer of clientOf(3).neurons(references)) {
        assert(answer.found);
        found.push(answer.value.reference.neuron);
      }
      assert.deepEqual(found, [...references.keys()]);
      assert.equal(most, 3);
    });

    it('aborts what is under way when the loop is left', async () => {
      const hungUp = Promise.withResolvers<void>();
      handle = (request, response) => {
        if (request.url?.endsWith('/0')) sendJson(request, response, neuronAll);
        else response.once('close', () => hungUp.resolve());
      };
      for await (const answer of clientOf().neurons(references)) {
        assert(answer.found);
        break;
      }
      await hungUp.promise;
      assert(server.requests.length < references.length);
    });

    it('stops at a failure and at an aborted signal', async () => {
      handle = (request, response) =>
        request.url?.endsWith('/2') ? response.writeHead(403).end() : sendJson(request, response, neuronAll);
      await assert.rejects(readAll(clientOf().neurons(references)), ApiStatusError);
      const signal = AbortSignal.abort();
      await assert.rejects(readAll(clientOf().neurons(references, { signal })), { name: 'AbortError' });
    });
  });

  describe('search()', () => {
    it('writes the query as the API reads it', async () => {
      handle = (request, response) => sendJson(request, response, { data: [{ layer: 0, neuron: 2 }], metadata });
      const answer = await clientOf().search('tiny', [
        { kind: 'activating', token: ' If' },
        { kind: 'any', token: 'a,b:c%' },
      ]);
      assert.deepEqual(answer, { found: true, value: { metadata, neurons: [{ layer: 0, neuron: 2 }] } });
      const query = new URL(server.requests[0] ?? '', server.address).searchParams.get('query');
      assert.equal(query, 'activating:if,any:a%2Cb%3Ac%25');
    });

    it('refuses a token that is blank', async () => {
      await assert.rejects(clientOf().search('tiny', [{ kind: 'any', token: '\n' }]), /not blank; found "\\n"/);
    });

    it('says so where a model has no index', async () => {
      handle = (request, response) => sendJson(request, response, { missing_data_types: ['neuron2graph'], metadata });
      const answer = await clientOf().search('tiny', [{ kind: 'any', token: 'if' }]);
      assert.deepEqual(answer, { found: false, message: 'The dataset lacks neuron2graph here.' });
    });
  });

  describe('page()', () => {
    for (const [what, place, options, path] of [
      ['a model', {}, {}, '/api/tiny/notes'],
      ['a layer', { layer: 1 }, {}, '/api/tiny/notes/1'],
      ['a neuron', { layer: 1, neuron: 3 }, {}, '/api/tiny/notes/1/3'],
      ['one member', {}, { member: 'a b' }, '/api/tiny/notes?get=a%20b'],
    ] as const) {
      it(`reads a service nobody foresaw: ${what}`, async () => {
        handle = (request, response) => sendJson(request, response, { data: ['anything'], metadata });
        const answer = await clientOf().page('tiny', 'notes', place, options);
        assert.deepEqual(answer, { found: true, value: { metadata, page: ['anything'] } });
        assert.deepEqual(server.requests, [path]);
      });
    }
  });
});
