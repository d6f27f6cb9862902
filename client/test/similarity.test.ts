import assert from 'node:assert/strict';
import {
  compare,
  createSimilarityIndex,
  type Measure,
  type NeuronTokens,
  type SimilarNeuron,
  similarity,
  tokensOfPage,
} from '../src/similarity/index.ts';
import type { Neuron2GraphModel } from '../src/wire/index.ts';
import { randomNumbers } from './helpers/random.ts';

const MEASURES: readonly Measure[] = ['overlap', 'jaccard', 'weighted-overlap', 'cosine'];

type Strengths = Readonly<Record<string, number>>;

function tokensOf(activating: Strengths, important: Strengths = {}): NeuronTokens {
  return { activating: new Map(Object.entries(activating)), important: new Map(Object.entries(important)) };
}

/** A model page of one layer. */
function pageOf(...neurons: readonly NeuronTokens[]): Neuron2GraphModel {
  const tokens = [
    ...new Set(neurons.flatMap(({ activating, important }) => [...activating.keys(), ...important.keys()])),
  ];
  const entries = (strengths: ReadonlyMap<string, number>) =>
    [...strengths].map(([token, strength]): [number, number] => [tokens.indexOf(token), strength]);
  return {
    tokens,
    neurons: neurons.map(({ activating, important }, neuron) => ({
      layer: 0,
      neuron,
      activating: entries(activating),
      important: entries(important),
    })),
  };
}

/** Each neuron's number, similarity and overlap. */
function brief(found: readonly SimilarNeuron[]): number[][] {
  return found.map(({ neuron, similarity, overlap }) => [neuron, similarity, overlap]);
}

// Strengths are multiples of 1/8: sums and products of them are exact, in whatever order.
function randomNeurons(seed: number, count: number): NeuronTokens[] {
  const random = randomNumbers(seed);
  const words = ['a', ' a', 'A', 'b', ' B', 'c', '\n', ' ', 'd', 'e'];
  const strengths = () =>
    new Map(words.filter(() => random() < 0.3).map((word) => [word, Math.ceil(random() * 8) / 8] as const));
  return Array.from({ length: count }, () => ({ activating: strengths(), important: strengths() }));
}

describe('similarity', () => {
  const cases: readonly [string, NeuronTokens, NeuronTokens, Readonly<Record<Measure, number>>][] = [
    [
      'counts tokens of both kinds',
      tokensOf({ a: 1, b: 0.5 }, { x: 1, y: 1 }),
      tokensOf({ b: 1 }, { x: 0.5, z: 1 }),
      { overlap: 2 / 3, jaccard: 2 / 5, 'weighted-overlap': 1 / 2.5, cosine: 0.5 / Math.sqrt(1.25) },
    ],
    [
      'is 1 by overlap, and less by jaccard, where one neuron has all tokens of the other',
      tokensOf({ a: 1 }),
      tokensOf({ a: 1, b: 1, c: 1 }, { d: 1 }),
      { overlap: 1, jaccard: 1 / 4, 'weighted-overlap': 1, cosine: 1 / Math.sqrt(3) },
    ],
    [
      'is 1 by cosine where strengths are in proportion',
      tokensOf({ a: 0.5, b: 1 }, { x: 1 }),
      tokensOf({ a: 0.25, b: 0.5 }),
      { overlap: 1, jaccard: 2 / 3, 'weighted-overlap': 1, cosine: 1 },
    ],
    [
      'is 0 where a token is of another kind',
      tokensOf({ a: 1 }),
      tokensOf({ b: 1 }, { a: 1 }),
      { overlap: 0, jaccard: 0, 'weighted-overlap': 0, cosine: 0 },
    ],
    [
      'is 0 for a neuron without tokens',
      tokensOf({}),
      tokensOf({ a: 1 }),
      { overlap: 0, jaccard: 0, 'weighted-overlap': 0, cosine: 0 },
    ],
    [
      'is 0 for two neurons without tokens',
      tokensOf({}),
      tokensOf({}),
      { overlap: 0, jaccard: 0, 'weighted-overlap': 0, cosine: 0 },
    ],
    [
      'is 0 by strength where there is none',
      tokensOf({ a: 0 }),
      tokensOf({ a: 0 }),
      { overlap: 1, jaccard: 1, 'weighted-overlap': 0, cosine: 0 },
    ],
  ];
  for (const [name, a, b, expected] of cases) {
    it(name, () => {
      for (const measure of MEASURES) {
        assert.ok(Math.abs(similarity(a, b, { measure }) - expected[measure]) < 1e-12, measure);
        assert.ok(
          Math.abs(similarity(b, a, { measure }) - expected[measure]) < 1e-12,
          `${measure}, the other way round`,
        );
      }
    });
  }

  it('is by overlap unless asked otherwise', () => {
    assert.equal(similarity(tokensOf({ a: 1 }), tokensOf({ a: 0.5, b: 1 })), 1);
  });

  it('takes tokens as they are, or by key: trimmed, lower-cased, the greatest strength', () => {
    const a = tokensOf({ ' The': 0.5, the: 1 });
    const b = tokensOf({ the: 0.75, THE: 0.25, ' they': 1 });
    assert.equal(similarity(a, b, { measure: 'jaccard' }), 1 / 4);
    assert.equal(similarity(a, b, { measure: 'jaccard', matching: 'key' }), 1 / 2);
    assert.equal(similarity(a, b, { measure: 'weighted-overlap', matching: 'key' }), 0.75);
  });

  it('keeps white space apart by key', () => {
    assert.equal(similarity(tokensOf({ '\n': 1 }), tokensOf({ '\n    ': 1 }), { matching: 'key' }), 0);
    assert.equal(similarity(tokensOf({ '\n': 1 }), tokensOf({ '\n': 1 }), { matching: 'key' }), 1);
  });

  it('is symmetric, from 0 to 1, and 1 for a neuron with itself', () => {
    const neurons = randomNeurons(1, 60);
    for (const matching of ['exact', 'key'] as const) {
      for (const measure of MEASURES) {
        for (const a of neurons) {
          const counted = a.activating.size + (measure === 'cosine' ? 0 : a.important.size);
          assert.equal(similarity(a, a, { measure, matching }), counted === 0 ? 0 : 1);
          for (const b of neurons) {
            const found = similarity(a, b, { measure, matching });
            assert.ok(found >= 0 && found <= 1);
            assert.equal(similarity(b, a, { measure, matching }), found);
          }
        }
      }
    }
  });
});

describe('compare', () => {
  const a = tokensOf({ ' if': 1, ' elif': 0.5 }, { '\n': 0.75 });
  const b = tokensOf({ ' if': 0.5, ' while': 0.25 }, { '\n': 1, ':': 0.5 });
  const shares = (overlap: number, weighted: number, cosine: number) => ({
    overlap,
    jaccard: overlap,
    'weighted-overlap': weighted,
    cosine,
  });

  it('says how similar two neurons are, by which tokens, and what only one has', () => {
    assert.deepEqual(compare(a, b), {
      similarities: {
        overlap: 2 / 3,
        jaccard: 2 / 5,
        'weighted-overlap': 1.25 / 2.25,
        cosine: 0.5 / Math.sqrt(1.25 * 0.3125),
      },
      shared: [
        { token: '\n', kind: 'important', strengths: [0.75, 1], shares: shares(0.5, 0.6, 0) },
        { token: ' if', kind: 'activating', strengths: [1, 0.5], shares: shares(0.5, 0.4, 1) },
      ],
      only: [
        [{ token: ' elif', kind: 'activating', strength: 0.5 }],
        [
          { token: ':', kind: 'important', strength: 0.5 },
          { token: ' while', kind: 'activating', strength: 0.25 },
        ],
      ],
    });
  });

  it('names tokens by their key where it compares by key', () => {
    const { shared, only } = compare(a, tokensOf({ If: 1 }), { matching: 'key' });
    assert.deepEqual(
      shared.map(({ token, strengths }) => [token, strengths]),
      [['if', [1, 1]]],
    );
    assert.deepEqual(
      only[0].map(({ token }) => token),
      ['\n', 'elif'],
    );
  });

  it('gives shares that sum to 1, and similarities as similarity() gives them', () => {
    const [first, ...others] = randomNeurons(2, 40);
    assert.ok(first);
    for (const other of others) {
      const { similarities, shared } = compare(first, other);
      for (const measure of MEASURES) {
        assert.equal(similarities[measure], similarity(first, other, { measure }));
        const sum = shared.reduce((total, { shares }) => total + shares[measure], 0);
        assert.ok(Math.abs(sum - (similarities[measure] > 0 ? 1 : 0)) < 1e-12);
      }
    }
  });
});

describe('tokensOfPage', () => {
  const page = {
    graph: {
      subgraph_indices: [0, 0, 2, 4],
      graph: [
        { token: ' City', required: [2], importance: 0.9 },
        { token: 'hi', required: [], importance: 0.2 },
        { token: ' York', required: [], importance: 0.5 },
        { token: ' York', required: [], importance: 0.7 },
      ],
    },
    graphviz: '',
    similar: [],
  };

  it('reads a graph: the first subgraph that is not empty holds the activating tokens', () => {
    assert.deepEqual(tokensOfPage(page), tokensOf({ ' City': 0.9, hi: 0.2 }, { ' York': 0.7 }));
  });

  it('reads a graph of activating tokens alone, and an empty one', () => {
    const { graph } = page.graph;
    const only = { subgraph_indices: [0, 2], graph: graph.slice(0, 2) };
    assert.deepEqual(tokensOfPage({ ...page, graph: only }), tokensOf({ ' City': 0.9, hi: 0.2 }));
    assert.deepEqual(tokensOfPage({ ...page, graph: { subgraph_indices: [0, 0], graph: [] } }), tokensOf({}));
  });

  it('prefers the trie: its activators, and what matters before them in patterns that fire', () => {
    const trie = {
      tokens: ['a', 'b', 'c', 'd', 'e', 'f'],
      nodes: [
        [-1, 0, 0.75, 1, 0.5],
        [-1, 1, 0.5, 1, 0.5],
        [0, 2, 0, 0.6, 1],
        [0, -1, 0, 0, null],
        [0, 3, 0, 0.75, 1],
        [0, 4, 0, 0.9, 0.5],
        [3, 5, 0, 0.76, null],
        [6, 2, 0, 0.8, 0.6],
      ] as [number, number, number, number, number | null][],
      base_maximum: 3,
      activation_threshold: 0.5,
      importance_threshold: 0.75,
    };
    assert.deepEqual(tokensOfPage({ ...page, trie }), tokensOf({ a: 0.75 }, { c: 0.8, f: 0.76 }));
  });
});

describe('a similarity index', () => {
  const place = { layer: 0, neuron: 0 };

  it('sorts by similarity, then by tokens shared, then by place', () => {
    const neurons = [{ a: 1, b: 1 }, { b: 1 }, { a: 1, b: 1, c: 1 }, { a: 1 }, { c: 1 }, { a: 1, d: 1 }];
    const index = createSimilarityIndex(pageOf(...neurons.map((it) => tokensOf(it))));
    assert.deepEqual(brief(index.similar(place)), [
      [2, 1, 2],
      [1, 1, 1],
      [3, 1, 1],
      [5, 0.5, 1],
    ]);
    assert.deepEqual(brief(index.similar(place, { top: 1 })), [[2, 1, 2]]);
    assert.deepEqual(brief(index.similar(place, { threshold: 0.5, exclude: [{ layer: 0, neuron: 2 }] })), [
      [1, 1, 1],
      [3, 1, 1],
      [5, 0.5, 1],
    ]);
    assert.deepEqual(brief(index.similar(place, { threshold: 0.51, top: 3 })), [
      [2, 1, 2],
      [1, 1, 1],
      [3, 1, 1],
    ]);
  });

  it('takes neurons in whatever order the page has them', () => {
    const page = pageOf(tokensOf({ a: 1 }), tokensOf({ a: 1 }), tokensOf({ a: 1 }));
    const index = createSimilarityIndex({ ...page, neurons: page.neurons.toReversed() });
    assert.deepEqual(brief(index.similar(place)), [
      [1, 1, 1],
      [2, 1, 1],
    ]);
  });

  it('gives the reasons', () => {
    const index = createSimilarityIndex(
      pageOf(tokensOf({ a: 1 }, { x: 0.5 }), tokensOf({ a: 0.75 }, { x: 0.25, y: 1 })),
    );
    assert.deepEqual(index.similar(place, { measure: 'weighted-overlap' }), [
      {
        layer: 0,
        neuron: 1,
        similarity: 1 / 1.5,
        overlap: 2,
        shared: [
          { token: 'a', kind: 'activating', strengths: [1, 0.75], share: 0.75 },
          { token: 'x', kind: 'important', strengths: [0.5, 0.25], share: 0.25 },
        ],
      },
    ]);
  });

  it('finds nothing for a place without tokens, for tokens that it does not hold, and in an empty page', () => {
    const index = createSimilarityIndex(pageOf(tokensOf({ a: 1 })));
    assert.deepEqual(index.similar({ layer: 3, neuron: 0 }), []);
    assert.equal(index.tokens({ layer: 3, neuron: 0 }), undefined);
    assert.deepEqual(index.similar(tokensOf({ z: 1 })), []);
    assert.deepEqual(index.similar(tokensOf({})), []);
    assert.deepEqual(createSimilarityIndex(pageOf()).similar(tokensOf({ a: 1 })), []);
  });

  it('counts tokens that it does not hold in the size of the neuron that is asked for', () => {
    const index = createSimilarityIndex(pageOf(tokensOf({ a: 1, b: 1, c: 1 })));
    assert.deepEqual(brief(index.similar(tokensOf({ a: 1, y: 1 }))), [[0, 0.5, 1]]);
  });

  it('finds neurons of a model with another tokenizer by key', () => {
    const index = createSimilarityIndex(pageOf(tokensOf({ ' The': 0.5, the: 1, a: 1 })), { matching: 'key' });
    assert.deepEqual(index.tokens(place), tokensOf({ the: 1, a: 1 }));
    assert.deepEqual(brief(index.similar(tokensOf({ THE: 1 }))), [[0, 1, 1]]);
  });

  const withOwnTokens = randomNeurons(3, 80).filter(
    ({ activating, important }) => activating.size + important.size > 0,
  );
  for (const matching of ['exact', 'key'] as const) {
    for (const measure of MEASURES) {
      it(`finds what pairwise comparison finds (${measure}, ${matching})`, () => {
        const index = createSimilarityIndex(pageOf(...withOwnTokens), { matching });
        for (const threshold of [0, 0.4, 1]) {
          const pairs: (readonly [number, number, number])[] = [];
          for (const [first, a] of withOwnTokens.entries()) {
            const expected = withOwnTokens
              .map((b, second) => [second, similarity(a, b, { measure, matching })] as const)
              .filter(([second, it]) => second !== first && it > 0 && it >= threshold);
            const found = index.similar({ layer: 0, neuron: first }, { measure, threshold, top: 1000 });
            const byNumber = found.map(({ neuron, similarity }) => [neuron, similarity] as const);
            assert.deepEqual(
              byNumber.toSorted(([x], [y]) => x - y),
              expected,
            );
            assert.deepEqual(
              index.similar(a, { measure, threshold, top: 1000, exclude: [{ layer: 0, neuron: first }] }),
              found,
            );
            for (const [at, { similarity, overlap, shared }] of found.entries()) {
              assert.equal(shared.length, overlap);
              assert.ok(similarity <= (found[at - 1]?.similarity ?? 1));
            }
            pairs.push(
              ...expected.filter(([second]) => second > first).map(([second, it]) => [first, second, it] as const),
            );
          }
          assert.deepEqual(
            [...index.allPairs({ measure, threshold })].map((it) => [it.first.neuron, it.second.neuron, it.similarity]),
            pairs,
          );
        }
      });
    }
  }

  it('can be asked while all pairs are read', () => {
    const index = createSimilarityIndex(pageOf(...withOwnTokens));
    const alone = [...index.allPairs()];
    assert.ok(alone.length > 0);
    const asked = [...index.allPairs()].map((pair) => {
      index.similar(pair.first);
      return pair;
    });
    assert.deepEqual(asked, alone);
  });
});
