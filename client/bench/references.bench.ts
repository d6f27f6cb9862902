import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { bundleSize } from '../../test/bench/bundle.ts';
import { findReferences } from '../src/references/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const LENGTH = 250_000;
const ROUNDS = 60;
const context = {
  models: new Set(['py-solu-2l', 'solu-6l-pile', 'gpt2-small', 'gpt2-xl', 'pythia-70m']),
  defaultModel: 'py-solu-2l',
};

const repeated = (text: string) => text.repeat(Math.ceil(LENGTH / text.length)).slice(0, LENGTH);

/** This repository's own TypeScript and Python, with a reference behind every twentieth line. */
function ordinary(): string {
  const files = globSync(['*/src/**/*.ts', 'widget/deepdecipher_widget/**/*.py'], { cwd: root }).sort();
  const lines = files.flatMap((file) => readFileSync(path.join(root, file), 'utf8').split('\n'));
  const notations = ['L1N435', 'cache["post", 1][..., 435]', 'gpt2-small/3/436', 'layer 1, neuron 435'];
  return repeated(
    lines.map((line, at) => (at % 20 === 0 ? `${line} # ${notations[(at / 20) % notations.length]}` : line)).join('\n'),
  );
}

/** What costs most and names nothing: texts that break off, or go on, where a reference would end. */
const NEAR_MISSES = [
  'L1N1a ',
  'L1',
  'L1.N1.1 ',
  'L1N1234567a',
  '7M.L1.',
  'a/1/1/',
  '/1',
  'a@1:1a ',
  `${'x'.repeat(99)}/1/`,
  'neuron 1 in layer ',
  'layer 1, neuron ',
  'neuron',
  'n',
  '[',
  '(("post", 1',
  'blocks.3.mlp.hook_pos',
  'h[3].mlp.act_',
  'Neuron("a", 1, ',
  '#/layers/1/',
  '/api/a/b/',
  'neuronpedia.org/a/1-',
  `neuroscope.io/${'a'.repeat(99)}`,
  'from_pretrained("',
];

/** Texts of nothing but references, which cost most for each. */
const DENSE = [
  'L1N1 ',
  'gpt2-xl/1/1 ',
  'blocks.1.mlp.hook_post\n',
  '("post", 1)[1,',
  '[L1N1](neuroscope.io/gpt2-xl/1/1)',
];

/** The fastest of some scans of a text, in MB (a million UTF-16 units) a second. */
function megabytesPerSecond(text: string): number {
  const scans = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    findReferences(text, context);
    return performance.now() - start;
  });
  return text.length / 1000 / Math.min(...scans);
}

/** How many times longer the worst of `kinds` takes than ordinary source text. */
function timesSlower(kinds: readonly string[]): number {
  const speeds = kinds.map((kind) => megabytesPerSecond(repeated(kind)));
  if (process.env['SHOW'])
    console.error(kinds.map((k, i) => `${k.slice(0, 20)}: ${speeds[i]?.toFixed(0)}`).join(' | '));
  return megabytesPerSecond(ordinary()) / Math.min(...speeds);
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'client',
    name: 'references-bundle-gzip',
    unit: 'bytes',
    target: { atMost: 3_072 },
    against: null,
    measure: () => bundleSize(path.join(root, 'client/dist/references/index.js')),
  },
  {
    package: 'client',
    name: 'references-scan',
    unit: 'MB/s',
    target: { atLeast: 50 },
    against: null,
    measure: async () => megabytesPerSecond(ordinary()),
  },
  {
    package: 'client',
    name: 'references-scan-adversarial',
    unit: 'times slower',
    target: { atMost: 3 },
    against: 'ordinary source text of the same length',
    measure: async () => timesSlower(NEAR_MISSES),
  },
  {
    package: 'client',
    name: 'references-scan-dense',
    unit: 'times slower',
    against: 'ordinary source text of the same length, which has a hundredth as many references',
    measure: async () => timesSlower(DENSE),
  },
];
