import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Bench } from 'tinybench';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { bundleSize } from '../../test/bench/bundle.ts';
import { type Client, createClient, httpTransport } from '../src/index.ts';
import { memoryStore } from '../test/helpers/memory-store.ts';
import { neuronAll } from '../test/helpers/pages.ts';
import { sendJson } from '../test/helpers/test-server.ts';

const dist = path.resolve(import.meta.dirname, '../dist');
/** What runs in a browser beside the package's `.`; `./wire` is in that already. */
const SUBPATHS = ['references/index.js', 'simulation/index.js', 'channel.js', 'cache/indexed-db-store.js'];
const reference = { model: 'tiny', layer: 1, neuron: 3 };

/** Median time of one call, in microseconds. */
async function medianMicroseconds(call: () => unknown): Promise<number> {
  const bench = new Bench({ time: 500 }).add('call', call);
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`the benchmark ended as ${task?.result.state}`);
  return task.result.latency.p50 * 1000;
}

interface Served {
  readonly client: Client;
  /** A client of a later session: with the same store, but with nothing in memory, and nothing that is still fresh. */
  readonly another: () => Client;
  /** Requests that have reached the server. */
  readonly requests: () => number;
}

async function withClient<T>(use: (served: Served) => Promise<T>): Promise<T> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    sendJson(request, response, neuronAll, '"1"');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const transport = httpTransport(`http://127.0.0.1:${port}`);
    const store = memoryStore();
    const another = () => createClient({ transport, store, freshFor: 0 });
    const client = createClient({ transport, store });
    return await use({ client, another, requests: () => requests });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'client',
    name: 'bundle-gzip',
    unit: 'bytes',
    target: { atMost: 20_480 },
    against: null,
    measure: () => bundleSize(path.join(dist, 'index.js')),
  },
  {
    package: 'client',
    name: 'bundle-of-all-subpaths-gzip',
    unit: 'bytes',
    against: null,
    measure: () => bundleSize(path.join(dist, 'index.js'), ...SUBPATHS.map((module) => path.join(dist, module))),
  },
  {
    package: 'client',
    name: 'requests-of-1000-callers',
    unit: 'requests',
    target: { atMost: 1 },
    against: null,
    measure: () =>
      withClient(async ({ client, requests }) => {
        await Promise.all(Array.from({ length: 1000 }, () => client.neuron(reference)));
        return requests();
      }),
  },
  {
    package: 'client',
    name: 'second-visit-of-50-neurons',
    unit: 'bodies',
    target: { atMost: 0 },
    against: null,
    measure: () =>
      withClient(async ({ client, another }) => {
        const visit = (by: Client) =>
          Promise.all(Array.from({ length: 50 }, (_, neuron) => by.neuron({ ...reference, neuron })));
        await visit(client);
        const second = another();
        await visit(second);
        return second.cache.stats().transferred;
      }),
  },
  {
    package: 'client',
    name: 'cached-neuron',
    unit: 'µs',
    target: { atMost: 20 },
    against: null,
    measure: () =>
      withClient(async ({ client }) => {
        await client.neuron(reference);
        return medianMicroseconds(() => client.neuron(reference));
      }),
  },
  {
    package: 'client',
    name: 'cached-neuron-speed-up',
    unit: 'times',
    against: 'the same call with an empty cache, over loopback HTTP',
    measure: () =>
      withClient(async ({ client }) => {
        const uncached = await medianMicroseconds(() => {
          client.cache.clear();
          return client.neuron(reference);
        });
        await client.neuron(reference);
        return uncached / (await medianMicroseconds(() => client.neuron(reference)));
      }),
  },
];
