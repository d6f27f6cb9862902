import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import {
  type Client,
  createClient,
  type DeepDecipherError,
  type HttpTransportOptions,
  httpTransport,
  isDeepDecipherError,
  type Transport,
} from '../../src/index.ts';
import {
  type Behaviour,
  hang,
  hangInTheMiddle,
  type MisbehavingServer,
  reset,
  resetInTheMiddle,
  sendForever,
  sendPage,
  sendStatus,
  sendText,
  sendTruncatedGzip,
  startMisbehavingServer,
} from '../helpers/misbehaving-server.ts';
import { metadata, neuronAll, neuroscopeNeuron } from '../helpers/pages.ts';
import { readmeFaults } from '../helpers/readme-faults.ts';

const reference = { model: 'tiny', layer: 1, neuron: 3 };
const pageSize = JSON.stringify(neuronAll).length;
const maxBytes = 2 * pageSize;
// Long enough for a busy machine to answer in, where an answer comes at all.
const patient = { timeout: 10_000, maxBytes };
const hasty = { timeout: 100, maxBytes };

const wrongMetadata = { ...neuronAll, metadata: { data: { ...metadata, num_layers: 'two' } } };
const [firstText] = neuroscopeNeuron.texts;
const wrongText = { ...neuroscopeNeuron, texts: [{ ...firstText, activations: [1, 'high', 0] }] };
const wrongPart = { ...neuronAll, neuroscope: { data: wrongText } };

interface Fault {
  /** As the README names it. */
  readonly name: string;
  readonly behave: readonly [Behaviour, ...Behaviour[]];
  readonly requests: number;
  /** @default patient */
  readonly options?: HttpTransportOptions;
}

// Each ends in the error that the README says; `requests` counts the repetitions.
const FAILING: readonly Fault[] = [
  { name: 'cuts the connection', behave: [reset], requests: 3 },
  { name: 'cuts it in the middle of an answer', behave: [resetInTheMiddle(neuronAll)], requests: 1 },
  { name: 'says nothing', behave: [hang], requests: 1, options: hasty },
  { name: 'stops in the middle of an answer', behave: [hangInTheMiddle(neuronAll)], requests: 1, options: hasty },
  { name: 'answers 500 again and again', behave: [sendStatus(500, {}, 'no space left')], requests: 3 },
  { name: 'answers 403', behave: [sendStatus(403, {}, 'not for you')], requests: 1 },
  {
    name: 'answers 429, Retry-After beyond the timeout',
    behave: [sendStatus(429, { 'retry-after': '11' })],
    requests: 1,
  },
  { name: 'sends half of a gzipped answer', behave: [sendTruncatedGzip(neuronAll)], requests: 1 },
  { name: 'sends a web page', behave: [sendText('<!doctype html><title>Log in</title>', 'text/html')], requests: 1 },
  { name: 'sends JSON of another shape', behave: [sendPage(wrongMetadata)], requests: 1 },
  { name: 'sends too much', behave: [sendText(' '.repeat(100 * pageSize))], requests: 1 },
];

// Each ends in an answer.
const PASSING: readonly Fault[] = [
  { name: 'answers 500, then 200', behave: [sendStatus(500), sendPage(neuronAll)], requests: 2 },
  { name: 'answers 429, then 200', behave: [sendStatus(429), sendPage(neuronAll)], requests: 2 },
  {
    name: 'answers 429, Retry-After within the timeout',
    behave: [sendStatus(429, { 'retry-after': '0' }), sendPage(neuronAll)],
    requests: 2,
  },
];

async function errorOf(client: Client): Promise<DeepDecipherError> {
  try {
    await client.neuron(reference);
  } catch (error) {
    assert(isDeepDecipherError(error), `not one of ours: ${error}`);
    return error;
  }
  throw new Error('An answer came.');
}

/** An error as the README writes it down. */
function wordsOf({ name, message, request }: DeepDecipherError): string {
  const general = message.replaceAll(request, 'ADDRESS').replaceAll(String(maxBytes), 'SIZE').replace('0.1 s', '10 s');
  return `${name}: ${general}`;
}

describe('when the API misbehaves', () => {
  const documented = readmeFaults('The API');
  let server: MisbehavingServer;
  let transport: Transport;
  let time: number;

  before(async () => {
    server = await startMisbehavingServer();
  });
  after(() => server.close());
  beforeEach(() => {
    time = Date.UTC(2026, 0, 1);
  });

  /** A client whose transport a test may change under it. */
  function newClient(options: HttpTransportOptions = patient): Client {
    transport = httpTransport(server.address, options);
    const { address } = server;
    return createClient({ transport: { address, get: (...request) => transport.get(...request) }, now: () => time });
  }

  it('all that the README lists is tested, and the other way round', () => {
    const others = ['does not listen', 'sends one service’s page in another shape'];
    const tested = [...FAILING, ...PASSING].map(({ name }) => name);
    assert.deepEqual([...documented.keys()].sort(), [...tested, ...others].sort());
  });

  for (const { name, behave, requests, options = patient } of FAILING) {
    it(`${name}: the error that the README says, and nothing of it is kept`, async () => {
      server.behave(...behave);
      const before = server.requests.length;
      const client = newClient(options);
      const error = await errorOf(client);
      assert.equal(wordsOf(error), documented.get(name)?.[0]);
      assert.equal(error.request, `${server.address}/api/tiny/all/1/3`);
      assert.equal(server.requests.length - before, requests);
      server.behave(sendPage(neuronAll));
      transport = httpTransport(server.address, patient);
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale === undefined);
    });

    it(`${name}: the older copy with its age, or the error, as the README says`, async () => {
      server.behave(sendPage(neuronAll));
      const client = newClient();
      const copy = await client.neuron(reference);
      assert(copy.found);
      const confirmedAt = time;
      time += 3 * 86_400_000;
      server.behave(...behave);
      transport = httpTransport(server.address, options);
      if (documented.get(name)?.[1] === 'no') {
        assert.equal(wordsOf(await errorOf(client)), documented.get(name)?.[0]);
        return;
      }
      const answer = await client.neuron(reference);
      assert(answer.found && answer.stale?.reason);
      assert.deepEqual(answer.value, copy.value);
      assert.equal(answer.stale.confirmedAt, confirmedAt);
      assert.equal(wordsOf(answer.stale.reason), documented.get(name)?.[0]);
    });
  }

  for (const { name, behave, requests } of PASSING) {
    it(`${name}: an answer`, async () => {
      server.behave(...behave);
      const before = server.requests.length;
      const answer = await newClient().neuron(reference);
      assert(answer.found && answer.value.neuroscope.status === 'ready');
      assert.equal(server.requests.length - before, requests);
      assert.equal(documented.get(name)?.[0], 'the answer');
    });
  }

  it('does not listen: the error that the README says', async () => {
    const gone = await startMisbehavingServer();
    await gone.close();
    const error = await errorOf(createClient({ transport: httpTransport(gone.address, patient) }));
    assert.equal(wordsOf(error), documented.get('does not listen')?.[0]);
    assert(error.cause instanceof Error);
  });

  it('sends one service’s page in another shape: this part alone fails, with the path in the document', async () => {
    server.behave(sendPage(wrongPart));
    const answer = await newClient().neuron(reference);
    assert(answer.found && answer.value.neuroscope.status === 'failed');
    assert.deepEqual(answer.value.metadata, metadata);
    const words = documented.get('sends one service’s page in another shape')?.[0];
    assert.equal(`an answer, its part failed: ${answer.value.neuroscope.message}`, words);
  });

  it('waits as long as Retry-After asks', async () => {
    const times: number[] = [];
    const note =
      (then: Behaviour): Behaviour =>
      (request, response) => {
        times.push(performance.now());
        then(request, response);
      };
    server.behave(note(sendStatus(503, { 'retry-after': '1' })), note(sendPage(neuronAll)));
    await newClient().neuron(reference);
    const [first = 0, second = 0] = times;
    assert(second - first > 990, `${second - first} ms`);
  });

  it('stops reading what has no end, and leaves', async () => {
    let sent = 0;
    let left: Promise<void> | undefined;
    const send = sendForever((bytes) => {
      sent += bytes;
    });
    server.behave((request, response) => {
      left = new Promise((resolve) => response.once('close', resolve));
      send(request, response);
    });
    const error = await errorOf(newClient());
    assert.match(error.message, /larger than/);
    await left;
    assert(sent < 100 * 2 ** 20, `${sent} bytes`);
  });

  it('counts bytes as they are unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * maxBytes, ' '));
    assert(bomb.length < maxBytes);
    server.behave((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    assert.match((await errorOf(newClient())).message, /larger than/);
  });

  it('takes a failure for all who wait for the same, and asks anew for the next', async () => {
    server.behave(resetInTheMiddle(neuronAll), sendPage(neuronAll));
    const client = newClient();
    const before = server.requests.length;
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => client.neuron(reference)));
    assert(outcomes.every(({ status }) => status === 'rejected'));
    assert.equal(server.requests.length - before, 1);
    assert((await client.neuron(reference)).found);
  });
});
