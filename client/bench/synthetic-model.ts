import type { NeuronTrie } from '../src/simulation/index.ts';
import type { Neuron2GraphModel } from '../src/wire/index.ts';
import { randomNumbers } from '../test/helpers/random.ts';

const NUM_LAYERS = 6;
const LAYER_SIZE = 3072;
const NUM_NEURONS = NUM_LAYERS * LAYER_SIZE;
const NUM_TOKENS = 50_000;
const COMMONEST = 1976;
const RAREST = 4;
const EXPONENT = Math.log(COMMONEST / RAREST) / Math.log(NUM_TOKENS);
const GROUPED = 0.75;
const GROUP_SIZE = 12;

/**
 * The token index of a model of solu-6l's size, 18,432 neurons. The r-th commonest of 50,000 tokens is in 1976 / r^0.573
 * neurons: a Zipf-like curve through the frequencies that the DeepDecipher paper gives for ` the` (1976: r = 1), ` he` (254:
 * r = 36), ` she` (126: r = 122) and ` dream` (4: r = 50,000). That makes 25 tokens a neuron (on average; half of them
 * activating). Three quarters of the tokens go to a group of 12 neurons first, so that there are neurons that are alike.
 * Depends on nothing but the code.
 */
export function syntheticModel(): Neuron2GraphModel {
  const random = randomNumbers(4);
  const neurons = Array.from({ length: NUM_NEURONS }, (_, index) => ({
    layer: Math.floor(index / LAYER_SIZE),
    neuron: index % LAYER_SIZE,
    activating: [] as [number, number][],
    important: [] as [number, number][],
  }));
  for (let token = 0; token < NUM_TOKENS; token += 1) {
    const frequency = Math.round(COMMONEST / (token + 1) ** EXPONENT);
    const holders = new Set<number>();
    if (random() < GROUPED) {
      const first = Math.floor((random() * NUM_NEURONS) / GROUP_SIZE) * GROUP_SIZE;
      for (let at = 0; at < Math.min(frequency, GROUP_SIZE); at += 1)
        holders.add(first + Math.floor(random() * GROUP_SIZE));
    }
    while (holders.size < frequency) holders.add(Math.floor(random() * NUM_NEURONS));
    for (const holder of holders) {
      const kind = random() < 0.5 ? 'activating' : 'important';
      neurons[holder]?.[kind].push([token, Math.round(50 + 50 * random()) / 100]);
    }
  }
  return { tokens: Array.from({ length: NUM_TOKENS }, (_, token) => ` token${token}`), neurons };
}

/** Tries with the model's tokens: each important one is a node below an activating one, or below another such node. */
export function syntheticTries({ tokens, neurons }: Neuron2GraphModel): NeuronTrie[] {
  const random = randomNumbers(5);
  return neurons.map(({ layer, neuron, activating, important }) => {
    const nodes: NeuronTrie['trie']['nodes'] = activating.map(([, share], place) => [-1, place, share, 1, share]);
    if (nodes.length > 0) {
      for (const [index, [, share]] of important.entries()) {
        const parent = Math.floor(random() * nodes.length);
        nodes.push([parent, random() < 0.2 ? -1 : activating.length + index, 0, share, random()]);
      }
    }
    const own = [...activating, ...important].map(([token]) => tokens[token] ?? '');
    const trie = { tokens: own, nodes, base_maximum: 1, activation_threshold: 0.5, importance_threshold: 0.75 };
    return { layer, neuron, trie };
  });
}

/** Tokens of a text, in which the r-th commonest token has a share proportional to 1 / r. */
export function syntheticText({ tokens }: Neuron2GraphModel, length: number): string[] {
  const random = randomNumbers(6);
  // The inverse of the distribution function ln(r) / ln(number of tokens).
  return Array.from({ length }, () => tokens[Math.floor(tokens.length ** random()) - 1] ?? '');
}
