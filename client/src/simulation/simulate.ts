import type { NeuronIndex } from '../wire/index.ts';
import { createForest, type Trie, UNKNOWN } from './forest.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A trie made ready for many texts. */
export interface CompiledTrie {
  /**
   * The activations that the trie predicts on a text's tokens, as shares of its `base_maximum`; see {@link simulate}.
   * Cost: the text's length times the trie's depth.
   */
  simulate(tokens: readonly string[]): Float64Array;
  /** The same for a text that is not in tokens yet. */
  simulateText(text: string, tokenizer: Tokenizer): SimulatedText;
}

export interface SimulatedText {
  readonly tokens: readonly string[];
  /** Parallel to `tokens`. */
  readonly activations: Float64Array;
  /** Whether the tokens are a guess, and the activations with them. */
  readonly approximate: boolean;
}

/** Compiles a trie. Cost: linear in its nodes; memory: 20 bytes for each, and its tokens. */
export function compileTrie(trie: Trie): CompiledTrie {
  const forest = createForest([trie]);
  function simulate(tokens: readonly string[]): Float64Array {
    const numbers = forest.numbersOf(tokens);
    const activations = new Float64Array(tokens.length);
    for (let index = 0; index < numbers.length; index += 1) {
      const root = forest.rootsOf(numbers[index] ?? UNKNOWN)?.[0];
      if (root !== undefined) activations[index] = forest.predict(root, numbers, index);
    }
    return activations;
  }
  return {
    simulate,
    simulateText(text, tokenizer) {
      const tokens = tokenizer(text);
      return { tokens, activations: simulate(tokens), approximate: tokenizer.approximate ?? false };
    },
  };
}

/**
 * The activation that a neuron's trie predicts on each token of a text, as a share of the neuron's `base_maximum`:
 * 0 to 1. For each token: begin at the trie's root for it; there is none, or the activation there is not above
 * `activation_threshold`: 0. From there go on by the tokens before it, backwards, to the child for the exact token, else
 * to the child for any token, until there is neither or the text begins. The prediction is the last `end` passed that is
 * not null; 0 if there is none. Cost: as {@link compileTrie}, then the text's length times the trie's depth.
 */
export function simulate(trie: Trie, tokens: readonly string[]): Float64Array {
  return compileTrie(trie).simulate(tokens);
}

/** A neuron and its patterns. */
export interface NeuronTrie extends NeuronIndex {
  readonly trie: Trie;
}

/** A neuron that fires on a text, by its trie. */
export interface FiringNeuron extends NeuronIndex {
  /** The highest of its activations. */
  readonly maximum: number;
  /** The activation on each token, as a share of the neuron's `base_maximum`. */
  readonly activations: Float64Array;
}

/** The tries of many neurons, found by the tokens that activate them. */
export interface SimulationIndex {
  /**
   * The neurons that fire on a text: those with an activation above their `activation_threshold`. Highest maximum first;
   * ties: (layer, neuron). Cost: for each token of the text one walk for each neuron that it may activate; memory:
   * 8 bytes for each token for each such neuron.
   */
  firing(tokens: readonly string[]): FiringNeuron[];
}

/** Indexes tries. Cost: linear in their nodes; memory: 20 bytes for each, about 50 for each activating token. */
export function createSimulationIndex(neurons: readonly NeuronTrie[]): SimulationIndex {
  const forest = createForest(neurons.map(({ trie }) => trie));
  return {
    firing(tokens) {
      const numbers = forest.numbersOf(tokens);
      const activations = new Map<number, Float64Array>();
      for (const [index, number] of numbers.entries()) {
        for (const root of forest.rootsOf(number) ?? []) {
          const prediction = forest.predict(root, numbers, index);
          if (prediction === 0) continue;
          const own = activations.get(root.trie) ?? new Float64Array(tokens.length);
          own[index] = prediction;
          activations.set(root.trie, own);
        }
      }
      return [...activations]
        .flatMap(([trie, own]) => {
          const neuron = neurons[trie];
          const maximum = own.reduce((most, activation) => Math.max(most, activation), 0);
          if (neuron === undefined || maximum <= neuron.trie.activation_threshold) return [];
          return [{ layer: neuron.layer, neuron: neuron.neuron, maximum, activations: own }];
        })
        .sort((a, b) => b.maximum - a.maximum || a.layer - b.layer || a.neuron - b.neuron);
    },
  };
}
