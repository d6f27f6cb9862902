import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createClient, httpTransport } from '../src/index.ts';
import { metadata } from './helpers/pages.ts';
import { sendJson, startTestServer, type TestServer } from './helpers/test-server.ts';

const strengths = (...places: number[]) => places.map((place): [number, number] => [place, 0.5]);

/** Tokens of four neurons; the last two have the same ones. */
const TOKENS = {
  tokens: ['if', ' If', 'else'],
  neurons: [
    { layer: 0, neuron: 0, activating: strengths(0), important: [] },
    { layer: 0, neuron: 1, activating: strengths(1), important: [] },
    { layer: 1, neuron: 2, activating: strengths(1, 2), important: strengths(0) },
    { layer: 1, neuron: 3, activating: strengths(1, 2), important: strengths(0) },
  ],
};

/** The page of a neuron, as an API has it that stores graphs alone. */
function neuronPage(layer: number, neuron: number) {
  const found = TOKENS.neurons.find((it) => it.layer === layer && it.neuron === neuron);
  const nodes = [...(found?.activating ?? []), ...(found?.important ?? [])].map(([place]) => ({
    token: TOKENS.tokens[place],
    required: [],
    importance: 0.5,
  }));
  const subgraph_indices = [0, 0, found?.activating.length ?? 0, nodes.length];
  return { graph: { subgraph_indices, graph: nodes }, graphviz: '', similar: [] };
}

describe('similar() and compare()', () => {
  let server: TestServer;
  /** Whether the API has the page with the tokens of the whole model. */
  let hasModelPage: boolean;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const [, , model = '', service, layer, neuron] = (request.url ?? '').split('/');
    const own = {
      ...metadata,
      name: model,
      available_services: ['metadata', ...(model === 'bare' ? [] : ['neuron2graph'])],
    };
    if (model === 'gone') response.writeHead(404).end('There is no model "gone".');
    else if (service === 'all') sendJson(request, response, { metadata: { data: own } });
    else if (layer !== undefined && model === 'paged') response.writeHead(404).end('no neuron page');
    else if (layer !== undefined) {
      sendJson(request, response, { data: neuronPage(Number(layer), Number(neuron)), metadata: own });
    } else if (hasModelPage) sendJson(request, response, { data: TOKENS, metadata: own });
    else response.writeHead(404).end('neuron2graph has no model page');
  }

  beforeEach(async () => {
    hasModelPage = true;
    server = await startTestServer(handle);
  });
  afterEach(() => server.close());

  const clientOf = () => createClient({ transport: httpTransport(server.address, { retries: 0 }) });
  const neuron = (model: string, layer: number, neuron: number) => ({ model, layer, neuron });

  it('finds neurons of the same model, comparing tokens as they are, in one request', async () => {
    const client = clientOf();
    const answer = await client.similar(neuron('tiny', 1, 2));
    assert(answer.found);
    assert.deepEqual(
      answer.value.neurons.map(({ layer, neuron, similarity }) => [layer, neuron, similarity]),
      [
        [1, 3, 1],
        [0, 1, 1],
      ],
    );
    assert.deepEqual(answer.value.neurons[1]?.shared, [
      { token: ' If', kind: 'activating', strengths: [0.5, 0.5], share: 1 },
    ]);
    await client.similar(neuron('tiny', 0, 1));
    assert.deepEqual(server.requests, ['/api/tiny/neuron2graph']);
  });

  it('finds neurons of another model, comparing tokens without white space and case', async () => {
    const answer = await clientOf().similar(neuron('tiny', 0, 0), { among: 'other', top: 2, threshold: 0.9 });
    assert(answer.found);
    assert.equal(answer.value.among, 'other');
    assert.deepEqual(
      answer.value.neurons.map(({ layer, neuron, similarity }) => [layer, neuron, similarity]),
      [
        [0, 0, 1],
        [0, 1, 1],
      ],
    );
  });

  it('reads neuron by neuron, once, where an API has no page for the model, and says how far it is', async () => {
    hasModelPage = false;
    const client = clientOf();
    const progress: [number, number][] = [];
    const options = { onProgress: (done: number, total: number) => progress.push([done, total]) };
    const first = await client.similar(neuron('tiny', 1, 2), options);
    assert(first.found);
    assert.deepEqual(
      first.value.neurons.map(({ layer, neuron }) => [layer, neuron]),
      [
        [1, 3],
        [0, 1],
      ],
    );
    assert.deepEqual(progress.at(-1), [8, 8]);
    const asked = server.requests.length;
    await client.similar(neuron('tiny', 1, 3), options);
    assert.equal(server.requests.length, asked);
  });

  it('reads nothing of a model that has no graphs', async () => {
    hasModelPage = false;
    const answer = await clientOf().similar(neuron('tiny', 1, 2), { among: 'bare' });
    assert.deepEqual(answer, { found: false, message: 'The dataset has no Neuron2Graph data of bare.' });
    assert.deepEqual(server.requests, ['/api/bare/neuron2graph', '/api/bare/all']);
  });

  it('reads again what was read neuron by neuron when it has expired', async () => {
    hasModelPage = false;
    const client = clientOf();
    await client.similar(neuron('tiny', 1, 2));
    const asked = server.requests.length;
    client.cache.expire();
    await client.similar(neuron('tiny', 1, 2));
    assert(server.requests.length > asked);
  });

  it('knows a neuron that has tokens but no page of its own', async () => {
    const answer = await clientOf().compare(neuron('paged', 1, 2), neuron('paged', 1, 3));
    assert(answer.found && answer.value.similarities.overlap === 1);
  });

  it('names the measures when asked for one that is not there', async () => {
    const options = JSON.parse('{"measure":"cosin"}');
    await assert.rejects(clientOf().similar(neuron('tiny', 1, 2), options), /no measure "cosin".*weighted-overlap/);
    await assert.rejects(clientOf().similar(neuron('tiny', 1, 2), { top: -1 }), RangeError);
  });

  it('stops reading when it is aborted', async () => {
    hasModelPage = false;
    const abort = new AbortController();
    const answer = clientOf().similar(neuron('tiny', 1, 2), { signal: abort.signal, onProgress: () => abort.abort() });
    await assert.rejects(answer, { name: 'AbortError' });
  });

  it('has "not there" as a result', async () => {
    const client = clientOf();
    const message = 'There is no model "gone".';
    assert.deepEqual(await client.similar(neuron('gone', 0, 0)), { found: false, message });
    assert.deepEqual(await client.similar(neuron('tiny', 0, 0), { among: 'gone' }), { found: false, message });
    assert.deepEqual(await client.compare(neuron('tiny', 0, 0), neuron('gone', 0, 0)), { found: false, message });
  });

  it('compares two neurons: what they share, and what only one has', async () => {
    const answer = await clientOf().compare(neuron('tiny', 0, 1), neuron('tiny', 1, 2));
    assert(answer.found);
    const { similarities, shared, only } = answer.value;
    assert.equal(similarities.overlap, 1);
    assert.equal(similarities.jaccard, 1 / 3);
    assert.deepEqual(
      shared.map(({ token }) => token),
      [' If'],
    );
    assert.deepEqual(
      only.map((tokens) => tokens.map(({ token }) => token)),
      [[], ['else', 'if']],
    );
  });
});
