import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  compileTrie,
  createSimulationIndex,
  longestMatchTokenizer,
  simulate,
  type Trie,
} from '../src/simulation/index.ts';
import { randomNumbers } from './helpers/random.ts';

const ANY = -1;

interface Case {
  readonly trie: Trie;
  readonly tokens: readonly string[];
  readonly expected: readonly number[];
}

// What the recorder itself predicts; see widget/scripts/print_simulation_cases.py.
const cases: readonly Case[] = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, 'data/simulation.json'), 'utf8'),
);

function trieOf(tokens: string[], nodes: Trie['nodes']): Trie {
  return { tokens, nodes, base_maximum: 3, activation_threshold: 0.5, importance_threshold: 0.75 };
}

describe('simulate', () => {
  // Fires on "b" (0.6), more after "a" (0.9), otherwise after "a" and any (0.7); not on "c", which is weak.
  const trie = trieOf(
    ['b', 'a', 'c'],
    [
      [-1, 0, 1, 1, 0.6],
      [-1, 2, 0.5, 1, 0.8],
      [0, 1, 0, 1, 0.9],
      [0, ANY, 0, 0, null],
      [3, 1, 0, 1, 0.7],
    ],
  );
  for (const [name, text, expected] of [
    ['predicts nothing on tokens without patterns', ['a', 'x', ''], [0, 0, 0]],
    ['predicts nothing where the activation is not above the threshold', ['c'], [0]],
    ['begins with the token itself', ['b'], [0.6]],
    ['goes back by the exact token', ['a', 'b'], [0, 0.9]],
    ['goes back by any token, where there is no exact one', ['a', 'x', 'b'], [0, 0, 0.7]],
    ['prefers the exact token, though any would lead further', ['a', 'a', 'b'], [0, 0, 0.9]],
    ['keeps the last end passed', ['x', 'b'], [0, 0.6]],
    ['takes a known token for any', ['a', 'b', 'b'], [0, 0.9, 0.7]],
    ['gives nothing for no tokens', [], []],
  ] as const) {
    it(name, () => assert.deepEqual([...simulate(trie, text)], expected));
  }

  it('predicts nothing without an end, and an end of 0 is one', () => {
    assert.deepEqual([...simulate(trieOf(['a'], [[-1, 0, 1, 1, null]]), ['a'])], [0]);
    const silenced = trieOf(
      ['a', 'b'],
      [
        [-1, 0, 1, 1, 1],
        [0, 1, 0, 1, 0],
      ],
    );
    assert.deepEqual([...simulate(silenced, ['a', 'b', 'a'])], [1, 0, 0]);
  });

  it('does not begin with any token', () => {
    assert.deepEqual([...simulate(trieOf([], [[-1, ANY, 1, 1, 1]]), ['a'])], [0]);
  });

  it('predicts what the recorder predicts', () => {
    assert.ok(cases.some(({ expected }) => expected.some((activation) => activation > 0.5)));
    for (const { trie, tokens, expected } of cases) assert.deepEqual([...simulate(trie, tokens)], expected);
  });
});

describe('a simulation index', () => {
  it('finds the neurons that fire, highest maximum first, then by place', () => {
    const fires = (token: string, end: number) => trieOf([token], [[-1, 0, 1, 1, end]]);
    const index = createSimulationIndex([
      { layer: 1, neuron: 0, trie: fires('a', 0.7) },
      { layer: 0, neuron: 2, trie: fires('b', 0.9) },
      { layer: 0, neuron: 1, trie: fires('a', 0.7) },
      { layer: 0, neuron: 3, trie: fires('a', 0.5) },
      { layer: 0, neuron: 4, trie: fires('z', 1) },
    ]);
    assert.deepEqual(index.firing(['a', 'x', 'b', 'a']), [
      { layer: 0, neuron: 2, maximum: 0.9, activations: Float64Array.of(0, 0, 0.9, 0) },
      { layer: 0, neuron: 1, maximum: 0.7, activations: Float64Array.of(0.7, 0, 0, 0.7) },
      { layer: 1, neuron: 0, maximum: 0.7, activations: Float64Array.of(0.7, 0, 0, 0.7) },
    ]);
    assert.deepEqual(index.firing([]), []);
    assert.deepEqual(createSimulationIndex([]).firing(['a']), []);
  });

  it('predicts what each trie predicts alone', () => {
    const neurons = cases.map(({ trie }, neuron) => ({ layer: 0, neuron, trie }));
    const index = createSimulationIndex(neurons);
    for (const { tokens } of cases) {
      const expected = neurons.flatMap(({ layer, neuron, trie }) => {
        const activations = simulate(trie, tokens);
        const maximum = Math.max(0, ...activations);
        return maximum > trie.activation_threshold ? [{ layer, neuron, maximum, activations }] : [];
      });
      assert.deepEqual(
        index.firing(tokens),
        expected.sort((a, b) => b.maximum - a.maximum),
      );
    }
  });
});

describe('longestMatchTokenizer', () => {
  const tokenize = longestMatchTokenizer([
    'the',
    ' the',
    ' th',
    'th',
    'ing',
    '\n',
    '\n    ',
    ' ',
    '  ',
    '    ',
    '\ud83d\udc4d!',
  ]);
  for (const [text, tokens] of [
    ['', []],
    ['a th', ['a', ' th']],
    ['the thing', ['the', ' th', 'ing']],
    ['xthé', ['x', 'th', 'é']],
    ['\n    the', ['\n    ', 'the']],
    ['a   the', ['a', '  ', ' the']],
    ['a   x', ['a', '  ', ' ', 'x']],
    ['a    \n', ['a', '    ', '\n']],
    ['the   ', ['the', '  ', ' ']],
    ['\ud83d\udc4d!\ud83d\udc4d\ud83d', ['\ud83d\udc4d!', '\ud83d\udc4d', '\ud83d']],
  ] as const) {
    it(`cuts ${JSON.stringify(text)}`, () => assert.deepEqual(tokenize(text), tokens));
  }

  it('loses nothing of any text, with any tokens', () => {
    const random = randomNumbers(7);
    const textOf = (length: number) =>
      Array.from({ length }, () => 'ab \n\t\u00e9\ud83d\udc4d'.charAt(Math.floor(random() * 9))).join('');
    for (let round = 0; round < 300; round += 1) {
      const known = Array.from({ length: 12 }, () => textOf(Math.floor(random() * 5)));
      const text = textOf(40);
      assert.equal(longestMatchTokenizer(known)(text).join(''), text);
    }
  });

  it('is labelled approximate, and so is what is simulated with it', () => {
    const trie = compileTrie(trieOf([' the'], [[-1, 0, 1, 1, 0.75]]));
    assert.equal(tokenize.approximate, true);
    assert.deepEqual(trie.simulateText('in the', tokenize), {
      tokens: ['i', 'n', ' the'],
      activations: Float64Array.of(0, 0, 0.75),
      approximate: true,
    });
    const exact = trie.simulateText('in the', (text) => text.split(/(?= )/));
    assert.deepEqual(exact, { tokens: ['in', ' the'], activations: Float64Array.of(0, 0.75), approximate: false });
  });

  it('cuts a long run of spaces in linear time', () => {
    const spaces = ' '.repeat(1_000_000);
    assert.equal(tokenize(`${spaces}the`).length, 250_002);
  });
});
