import { getEventListeners, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { createClient, httpTransport } from '../src/index.ts';
import { folderStore } from '../src/node/folder-store.ts';

const CALLS = 100_000;
const BATCH = 1000;
const WARM_UP = 50;
/** The transport's time limit, in milliseconds: it holds a timer for as long, also when a request was over before. */
const TIMEOUT = 2000;
const ROUNDS_OF_COLLECTION = 5;

interface Held {
  readonly files: number;
  readonly resources: number;
  readonly connections: number;
  readonly listeners: number;
  readonly heap: number;
}

/** Finalizers run between rounds, and let go of more. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < ROUNDS_OF_COLLECTION; round += 1) {
    collect();
    await setImmediate();
  }
}

/**
 * What a process holds after {@link CALLS} aborted calls more than before, when half as many have warmed it up. A thousand
 * calls at a time share one signal, which is aborted as soon as the API has a request of theirs; half of them have joined
 * another's request.
 */
async function measureGrowth(): Promise<Held> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-leaks-'));
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport(`http://127.0.0.1:${port}`, { timeout: TIMEOUT });
  const client = createClient({ transport, store: folderStore(folder) });
  let listeners = 0;

  async function abortBatch(): Promise<void> {
    const batch = new AbortController();
    const asked = once(server, 'request');
    const { signal } = batch;
    const calls = Array.from({ length: BATCH }, (_, index) =>
      client.neuron({ model: 'tiny', layer: 0, neuron: index >> 1 }, { signal }),
    );
    const outcomes = Promise.allSettled(calls);
    await asked;
    batch.abort();
    if ((await outcomes).some(({ status }) => status === 'fulfilled')) throw new Error('a call was not aborted');
    listeners += getEventListeners(signal, 'abort').length;
  }

  async function held(): Promise<Held> {
    // A connection that came about after its request was aborted waits for the next one: it is in use, not lost.
    server.closeIdleConnections();
    await setTimeout(TIMEOUT);
    await collectGarbage();
    return {
      files: readdirSync('/dev/fd').length,
      resources: process.getActiveResourcesInfo().length,
      connections: await connectionsOf(),
      listeners,
      heap: process.memoryUsage().heapUsed,
    };
  }

  const connectionsOf = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );

  try {
    for (let batch = 0; batch < WARM_UP; batch += 1) await abortBatch();
    const before = await held();
    for (let batch = 0; batch < CALLS / BATCH; batch += 1) await abortBatch();
    const after = await held();
    return {
      files: after.files - before.files,
      resources: after.resources - before.resources,
      connections: after.connections - before.connections,
      listeners: after.listeners - before.listeners,
      heap: after.heap - before.heap,
    };
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

let growth: Promise<Held> | undefined;

function growthOf(name: keyof Held, unit: string, atMost: number): Benchmark {
  return {
    package: 'client',
    name: `aborted-calls-${name}`,
    unit,
    target: { atMost },
    against: null,
    async measure() {
      growth ??= measureGrowth();
      return (await growth)[name];
    },
  };
}

const more = `more after ${CALLS.toLocaleString('en-US')} aborted calls`;

export const benchmarks: readonly Benchmark[] = [
  growthOf('files', `open files ${more}`, 0),
  growthOf('resources', `active resources ${more}`, 0),
  growthOf('connections', `connections ${more}`, 0),
  growthOf('listeners', `listeners left on shared signals ${more}`, 0),
  // Less than the smallest thing that a call could leave behind, a listener or a promise.
  growthOf('heap', `bytes ${more}`, 20 * CALLS),
];
