import type { Benchmark } from '../../test/bench/benchmark.ts';
import { createSimilarityIndex } from '../src/similarity/index.ts';
import type { Neuron2GraphModel } from '../src/wire/index.ts';
import { medianMilliseconds } from './median.ts';
import { syntheticModel } from './synthetic-model.ts';

const THRESHOLD = 0.4;
const RUNS = 9;
const SAMPLE = 2000;

function allPairsMilliseconds(page: Neuron2GraphModel): number {
  const index = createSimilarityIndex(page);
  return medianMilliseconds(RUNS, () => [...index.allPairs({ threshold: THRESHOLD })].length);
}

/**
 * Time in milliseconds of comparing each pair of the model's neurons, extrapolated from the pairs of a sample: tokens as
 * sorted numbers, two sorted lists merged for each pair, which is several times faster than looking tokens up in sets.
 */
function pairwiseMilliseconds({ neurons }: Neuron2GraphModel): number {
  const sample = Array.from({ length: SAMPLE }, (_, index) => {
    const neuron = neurons[Math.floor((index * neurons.length) / SAMPLE)];
    const numbersOf = (kind: 'activating' | 'important', offset: number) =>
      (neuron?.[kind] ?? []).map(([token]) => 2 * token + offset);
    return Int32Array.from([...numbersOf('activating', 0), ...numbersOf('important', 1)]).sort();
  });
  const milliseconds = medianMilliseconds(1, () => {
    let found = 0;
    for (const [index, a] of sample.entries()) {
      for (let other = index + 1; other < sample.length; other += 1) {
        const b = sample[other];
        if (b !== undefined && overlapOf(a, b) >= THRESHOLD * Math.min(a.length, b.length)) found += 1;
      }
    }
    return found;
  });
  return (milliseconds * neurons.length * (neurons.length - 1)) / (SAMPLE * (SAMPLE - 1));
}

function overlapOf(a: Int32Array, b: Int32Array): number {
  let [overlap, i, j] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = a[i] ?? 0;
    const y = b[j] ?? 0;
    if (x === y) overlap += 1;
    if (x <= y) i += 1;
    else j += 1;
  }
  return overlap;
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'client',
    name: 'similar-top-20',
    unit: 'ms',
    target: { atMost: 1 },
    against: null,
    async measure() {
      const page = syntheticModel();
      const index = createSimilarityIndex(page);
      const step = Math.floor(page.neurons.length / SAMPLE);
      return medianMilliseconds(SAMPLE, (at) => {
        const place = page.neurons[at * step];
        return place && index.similar(place);
      });
    },
  },
  {
    package: 'client',
    name: 'similarity-index',
    unit: 'tokens/s',
    target: { atLeast: 2_000_000 },
    against: null,
    async measure() {
      const page = syntheticModel();
      const tokens = page.neurons.reduce((sum, it) => sum + it.activating.length + it.important.length, 0);
      return (tokens / medianMilliseconds(RUNS, () => createSimilarityIndex(page))) * 1000;
    },
  },
  {
    package: 'client',
    name: 'similarity-all-pairs',
    unit: 's',
    target: { atMost: 2 },
    against: null,
    measure: async () => allPairsMilliseconds(syntheticModel()) / 1000,
  },
  {
    package: 'client',
    name: 'similarity-all-pairs-speed-up',
    unit: 'times',
    target: { atLeast: 50 },
    against: `comparing each pair by merging sorted tokens, extrapolated from all pairs of ${SAMPLE} of the neurons`,
    async measure() {
      const page = syntheticModel();
      return pairwiseMilliseconds(page) / allPairsMilliseconds(page);
    },
  },
];
