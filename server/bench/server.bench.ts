import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openDataset } from '@deepdecipher/client/node';
import autocannon from 'autocannon';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { buildApp } from '../src/app.ts';

const DATASET = path.resolve(import.meta.dirname, '../../examples/data/py-solu-2l.db');
const SECONDS = 4;
const ROUNDS = 3;
const MODEL = 'py-solu-2l';
const NEURON = { layer: 1, neuron: 172 };

/** Requests per second for one address, ten connections. */
async function requestsPerSecond(address: string): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({
    url: address,
    duration: SECONDS,
    connections: 10,
    headers: { 'accept-encoding': 'gzip' },
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${address}: ${non2xx} bad answers, ${errors} errors`);
  return requests.average;
}

/** Throughput of our server for `route`, as a share of a bare `node:http` server's that sends the same bytes. */
async function shareOfBareServer(route: string): Promise<number> {
  const dataset = openDataset(DATASET);
  const page = dataset.page({ model: MODEL, service: 'neuroscope', ...NEURON });
  if (!page) throw new Error(`${DATASET} has no page for neuron ${NEURON.neuron}`);
  const app = buildApp({ datasets: [dataset] });
  const ours = await app.listen({ port: 0, host: '127.0.0.1' });
  const sample = await fetch(ours + route, { headers: { 'accept-encoding': 'gzip' } });
  const length = Number(sample.headers.get('content-length') ?? 0);
  if (length === 0) throw new Error(`${route} was answered without a length`);
  const bytes = route.includes('/all/') ? Buffer.alloc(length, 1) : page.body;
  const bare = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', etag: page.etag });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const { port } = bare.address() as AddressInfo; // A listening TCP server has one.
  try {
    // In turns, so that whatever else the machine does falls on both; the median round counts.
    const shares: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const reference = await requestsPerSecond(`http://127.0.0.1:${port}/`);
      shares.push((await requestsPerSecond(ours + route)) / reference);
    }
    return shares.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  } finally {
    bare.close();
    bare.closeAllConnections();
    await app.close();
    dataset.close();
  }
}

const against = 'a bare node:http server that sends as many bytes, in turns, 10 connections';

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'server',
    name: 'page-throughput',
    unit: 'of bare server',
    target: { atLeast: 0.85 },
    against,
    measure: () => shareOfBareServer(`/api/${MODEL}/neuroscope/${NEURON.layer}/${NEURON.neuron}`),
  },
  {
    package: 'server',
    name: 'all-throughput',
    unit: 'of bare server',
    against,
    measure: () => shareOfBareServer(`/api/${MODEL}/all/${NEURON.layer}/${NEURON.neuron}`),
  },
];
