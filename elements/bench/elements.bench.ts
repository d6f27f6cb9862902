import path from 'node:path';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { bundleSize } from '../../test/bench/bundle.ts';

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'elements',
    name: 'bundle-gzip',
    unit: 'bytes',
    target: { atMost: 61_440 },
    against: null,
    measure: () => bundleSize(path.resolve(import.meta.dirname, '../dist/register.js')),
  },
];
