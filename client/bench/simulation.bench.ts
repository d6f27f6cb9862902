import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import type { Benchmark } from '../../test/bench/benchmark.ts';
import { compileTrie, createSimulationIndex, longestMatchTokenizer } from '../src/simulation/index.ts';
import { medianMilliseconds } from './median.ts';
import { syntheticModel, syntheticText, syntheticTries } from './synthetic-model.ts';

const TEXT = 100_000;
const SENTENCE = 20;

/** The texts of the example dataset, in tokens. */
function exampleTexts(): string[][] {
  const file = path.resolve(import.meta.dirname, '../../examples/data/py-solu-2l.db');
  const dataset = new DatabaseSync(file, { readOnly: true });
  try {
    return dataset
      .prepare("SELECT body FROM page WHERE service = 'neuroscope' AND neuron >= 0")
      .all()
      .flatMap(({ body }) => {
        const { data }: { data: { texts: { tokens: string[] }[] } } = JSON.parse(
          gunzipSync(body as Uint8Array<ArrayBuffer>).toString(),
        );
        return data.texts.map(({ tokens }) => tokens);
      });
  } finally {
    dataset.close();
  }
}

/** Where tokens begin and end. */
function stretches(tokens: readonly string[]): string[] {
  let end = 0;
  return tokens.map((token) => {
    const start = end;
    end += token.length;
    return `${start}-${end}`;
  });
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'client',
    name: 'simulation',
    unit: 'tokens/s',
    target: { atLeast: 1_000_000 },
    against: null,
    async measure() {
      const page = syntheticModel();
      const text = syntheticText(page, TEXT);
      const tries = syntheticTries(page)
        .slice(0, 20)
        .map(({ trie }) => compileTrie(trie));
      return (TEXT / medianMilliseconds(100, (index) => tries[index % tries.length]?.simulate(text))) * 1000;
    },
  },
  {
    package: 'client',
    name: 'simulation-firing-neurons',
    unit: 'ms',
    target: { atMost: 50 },
    against: null,
    async measure() {
      const page = syntheticModel();
      const index = createSimulationIndex(syntheticTries(page));
      const sentence = syntheticText(page, SENTENCE);
      return medianMilliseconds(50, () => index.firing(sentence));
    },
  },
  {
    package: 'client',
    name: 'longest-match-agreement',
    unit: 'share of tokens',
    against: "the model's own tokenizer, on every second text of the example dataset, with the tokens of the others",
    async measure() {
      const texts = exampleTexts();
      const tokenize = longestMatchTokenizer(texts.filter((_, index) => index % 2 === 0).flat());
      let [equal, all] = [0, 0];
      for (const tokens of texts.filter((_, index) => index % 2 === 1)) {
        const guessed = new Set(stretches(tokenize(tokens.join(''))));
        const own = stretches(tokens);
        equal += own.filter((it) => guessed.has(it)).length;
        all += own.length;
      }
      return equal / all;
    },
  },
];
