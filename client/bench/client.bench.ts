import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Bench } from 'tinybench';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { bundleSize } from '../../test/bench/bundle.ts';
import { createClient, httpTransport } from '../src/index.ts';
import { neuronAll } from '../test/helpers/pages.ts';

const dist = path.resolve(import.meta.dirname, '../dist');
const reference = { model: 'tiny', layer: 1, neuron: 3 };

/** Median time of one call, in microseconds. */
async function medianMicroseconds(call: () => unknown): Promise<number> {
  const bench = new Bench({ time: 500 }).add('call', call);
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`the benchmark ended as ${task?.result.state}`);
  return task.result.latency.p50 * 1000;
}

async function withClient<T>(use: (client: ReturnType<typeof createClient>) => Promise<T>): Promise<T> {
  const server = createServer((_, response) => response.end(JSON.stringify(neuronAll)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use(createClient({ transport: httpTransport(`http://127.0.0.1:${port}`) }));
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
    name: 'cached-neuron',
    unit: 'µs',
    target: { atMost: 20 },
    against: null,
    measure: () =>
      withClient(async (client) => {
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
      withClient(async (client) => {
        const uncached = await medianMicroseconds(() => {
          client.cache.clear();
          return client.neuron(reference);
        });
        await client.neuron(reference);
        return uncached / (await medianMicroseconds(() => client.neuron(reference)));
      }),
  },
];
