import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { neuroscopeImporter } from '../src/importers/neuroscope.ts';
import { runImport } from '../src/importers/run-import.ts';
import { neuroscopePage } from '../test/support/neuroscope-page.ts';

const PAGES = 1000;
const TEXTS = 20;
const TOKENS = 1024;
const VOCABULARY = 4000;
const MEBI = 2 ** 20;
/** By then the heap has grown to the size that the collector lets it have; what comes on top grew with the number of pages. */
const SETTLED_AFTER = 500;

interface Run {
  readonly pagesPerSecond: number;
  readonly growth: number;
}

let run: Promise<Run> | undefined;

/** Imports the same 1,000 pages once for all figures. Seconds are of the processor, user and system, all threads together. */
async function importPages(): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-import-'));
  try {
    writePages(path.join(folder, 'pages'));
    const began = process.cpuUsage();
    let settled = 0;
    let peak = 0;
    await runImport({
      importer: neuroscopeImporter(path.join(folder, 'pages'), 'bench'),
      target: path.join(folder, 'bench.db'),
      job: 'bench',
      onProgress({ done }) {
        const { rss } = process.memoryUsage();
        if (done <= SETTLED_AFTER) settled = Math.max(settled, rss);
        peak = Math.max(peak, rss);
      },
    });
    const { user, system } = process.cpuUsage(began);
    return { pagesPerSecond: PAGES / ((user + system) / 1e6), growth: (peak - settled) / MEBI };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ten different pages' texts under a thousand headings, in the published form. */
function writePages(folder: string): void {
  const random = generator(1);
  const word = () => ` ${Math.floor(random() ** 2 * VOCABULARY).toString(36)}`;
  for (let page = 0; page < 10; page += 1) {
    const texts = Array.from({ length: TEXTS }, () => ({
      tokens: Array.from({ length: TOKENS }, word),
      values: Array.from({ length: TOKENS }, () => Number((random() ** 8 * 4 - 0.05).toFixed(4))),
    }));
    const html = neuroscopePage(0, page, texts);
    mkdirSync(path.join(folder, `${page}`), { recursive: true });
    for (let neuron = 0; neuron < PAGES / 10; neuron += 1) {
      const heading = `<h2>Neuron ${neuron} in Layer ${page} </h2>`;
      writeFileSync(path.join(folder, `${page}/${neuron}.html`), html.replace(/<h2>.*<\/h2>/, heading));
    }
  }
}

/** Numbers from 0 to 1, the same in every run (Park and Miller's minimal standard generator). */
function generator(seed: number): () => number {
  const MODULUS = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 48_271) % MODULUS;
    return state / MODULUS;
  };
}

async function once(): Promise<Run> {
  run ??= importPages();
  return run;
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'server',
    name: 'import-neuroscope',
    unit: 'pages per processor second',
    target: { atLeast: 100 },
    against: null,
    measure: async () => (await once()).pagesPerSecond,
  },
  {
    package: 'server',
    name: 'import-memory-growth',
    unit: 'MiB from page 500 to page 1,000',
    target: { atMost: 64 },
    against: null,
    measure: async () => (await once()).growth,
  },
];
