import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { NeuroscopeLayerSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import {
  LAYERS,
  metadataOf,
  NEURONS,
  temporaryFolder,
  textOf,
  UNSTORED,
} from '../../client/test/helpers/dataset-file.ts';
import { createMirror, type MirrorOptions } from '../src/importers/mirror.ts';
import { type ImportReport, runImport } from '../src/importers/run-import.ts';
import { readPage, withDataset } from './support/importing.ts';
import { NOTES, type Running, startServer } from './support/running.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

function mirrorInto(
  target: string,
  options: Omit<MirrorOptions, 'requestsPerSecond'> & { rate?: number },
): Promise<ImportReport> {
  const { importer, sent } = createMirror({ ...options, requestsPerSecond: options.rate ?? 1000 });
  return runImport({ importer, sent, target, job: 'mirror' });
}

describe('mirror', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  let running: Running;
  before(async () => {
    running = await startServer();
  });
  after(async () => {
    await running.close();
    folder.remove();
  });

  it('copies every page of every model', async () => {
    const target = folder.path('all.db');
    const report = await mirrorInto(target, { address: running.address });
    assert.deepEqual(
      report.models.map(({ metadata }) => metadata),
      [metadataOf('other', ['metadata', 'neuroscope', 'notes']), metadataOf('tiny')],
    );
    for (const dataset of running.datasets) {
      for (const { metadata } of dataset.models) {
        for (let neuron = 0; neuron < NEURONS; neuron += 1) {
          const texts = [textOf(neuron), textOf(neuron)];
          const expected = { neuron_index: { layer: 1, neuron }, texts };
          assert.deepEqual(
            readPage(target, 'neuroscope', 1, neuron, metadata.name),
            neuron === UNSTORED.neuron ? undefined : expected,
          );
        }
      }
    }
    assert.deepEqual(readPage(target, 'notes', -1, -1, 'other'), NOTES);
    const layer = v.parse(NeuroscopeLayerSchema, readPage(target, 'neuroscope', 0, -1, 'tiny'));
    assert.equal(layer.important_neurons.length, NEURONS);
    assert.deepEqual(report.skipped, []);
  });

  it('copies one model, one service, some layers', async () => {
    const target = folder.path('some.db');
    const { models, sources } = await mirrorInto(target, {
      address: running.address,
      model: 'tiny',
      service: 'neuroscope',
      layers: [0, 0],
    });
    assert.deepEqual(
      models.map(({ metadata, pages }) => [metadata.name, metadata.num_layers, pages[0]?.neuron_pages]),
      [['tiny', LAYERS, NEURONS]],
    );
    assert.equal(sources.read, 2 + NEURONS);
    assert.equal(readPage(target, 'neuroscope', 1, 0, 'tiny'), undefined);
  });

  it('says what there is when asked for what there is not', async () => {
    const { address } = running;
    const target = folder.path('none.db');
    await assert.rejects(
      mirrorInto(target, { address, model: 'huge' }),
      /has no model "huge"\. Its models are: tiny, other\./,
    );
    await assert.rejects(
      mirrorInto(target, { address, model: 'tiny', service: 'x' }),
      /has no service "x" there\. Its services are: metadata, neuroscope\./,
    );
    await assert.rejects(
      mirrorInto(target, { address: `${address}/elsewhere` }),
      /elsewhere is no DeepDecipher API: \/api is answered with status 400/,
    );
    assert.ok(!existsSync(target));
  });

  describe('of an API that has its troubles', () => {
    const GRAPH = {
      graph: {
        subgraph_indices: [0, 0, 1, 2],
        graph: [
          { token: ' York', required: [1], importance: 1 },
          { token: ' New', required: [], importance: 0.5 },
        ],
      },
      graphviz: 'digraph {}',
      similar: [],
    };
    const metadata = { ...metadataOf('old', ['metadata', 'neuron2graph']), num_layers: 1, layer_size: 3 };
    let server: Server;
    let address: string;
    let requests: { path: string; at: number }[];
    let troubles: Map<string, number[]>;
    /** The path of a neuron whose page the API cannot give. */
    let lost: string | undefined;

    beforeEach(async () => {
      requests = [];
      troubles = new Map();
      lost = undefined;
      server = createServer(({ url = '' }, response) => {
        requests.push({ path: url, at: performance.now() });
        const status = troubles.get(url)?.shift();
        if (status === 0) response.destroy();
        else if (status !== undefined) response.writeHead(status, { 'retry-after': '0' }).end('trouble');
        else if (url === '/api') response.end(JSON.stringify({ models: [metadata] }));
        else if (/^\/api\/old\/all\/0\/\d$/.test(url))
          response.end(
            JSON.stringify({
              metadata: { data: metadata },
              neuron2graph: url === lost ? { error: 'no such page' } : { data: GRAPH },
            }),
          );
        else response.writeHead(500).end('ServiceProviderError("no such page")');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo; // A listening TCP server has one.
      address = `http://127.0.0.1:${port}`;
    });
    afterEach(() => {
      server.close();
      server.closeAllConnections();
    });

    it('asks again when it is overloaded, and does without layer pages', async () => {
      troubles.set('/api/old/all/0/1', [503, 429]);
      troubles.set('/api/old/all/0/2', [500]);
      const target = folder.path('overloaded.db');
      const report = await mirrorInto(target, { address });
      assert.deepEqual(readPage(target, 'neuron2graph', 0, 1, 'old'), GRAPH);
      assert.deepEqual(report.skipped, [
        { reason: 'is answered with status 500', count: 1, examples: ['/api/old/all/0/2'] },
      ]);
      assert.equal(report.models[0]?.tokens, 4);
    });

    it('reports the pages that the API could not give', async () => {
      lost = '/api/old/all/0/1';
      const target = folder.path('lost.db');
      const report = await mirrorInto(target, { address });
      assert.equal(readPage(target, 'neuron2graph', 0, 1, 'old'), undefined);
      assert.deepEqual(report.skipped, [
        {
          reason: 'is not there, or cannot be sent, as the API says',
          count: 1,
          examples: ['/api/old/neuron2graph/0/1 (no such page)'],
        },
      ]);
    });

    it('keeps to its rate', async () => {
      const began = performance.now();
      await mirrorInto(folder.path('paced.db'), { address, rate: 25 });
      assert.equal(requests.length, 6);
      // Arrivals may come together on a busy machine; that the last one is too early cannot be.
      for (const [index, { at }] of requests.entries()) {
        assert.ok(at - began > index * 40 - 5, `request ${index + 1} after ${at - began} ms`);
      }
    });

    it('goes on where it was when the API went away', async () => {
      troubles.set('/api/old/all/0/1', Array.from({ length: 5 }, () => 429).concat(429));
      const target = folder.path('away.db');
      await assert.rejects(mirrorInto(target, { address }), /is overloaded \(status 429\); run the same command later/);
      const asked = requests.length;
      const report = await mirrorInto(target, { address });
      assert.equal(report.sources.done_before, 3);
      assert.deepEqual(
        requests.slice(asked).map(({ path }) => path),
        ['/api', '/api/old/all/0/1', '/api/old/all/0/2'],
      );
      assert.equal(report.models[0]?.pages[0]?.neuron_pages, 3);
    });
  });

  it('runs from the command line', async () => {
    const target = folder.path('cli.db');
    const child = spawn(process.execPath, [
      CLI,
      'mirror',
      `${running.address}/api/`,
      '--model',
      'tiny',
      '--rate',
      '1000',
      '-o',
      target,
    ]);
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.match(out, /Copied from the DeepDecipher API at http:\/\/127\.0\.0\.1:\d+\.$/m);
    assert.match(out, /neuroscope: pages for 15 neurons$/m);
    withDataset(target, ({ models }) => assert.equal(models.length, 1));
    for (const [args, message] of [
      [['ftp://x', '-o', target], /It must be an address such as https/],
      [['http://127.0.0.1:1', '-o', target, '--layers', '2-1'], /It must be a layer or a range such as 0-2/],
      [['http://127.0.0.1:1', '-o', target, '--rate', '0'], /It must be a number above 0/],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'mirror', ...args], { encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
  });
});
