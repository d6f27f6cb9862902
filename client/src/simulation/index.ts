export type { Trie } from './forest.ts';
export {
  type CompiledTrie,
  compileTrie,
  createSimulationIndex,
  type FiringNeuron,
  type NeuronTrie,
  type SimulatedText,
  type SimulationIndex,
  simulate,
} from './simulate.ts';
export { type ApproximateTokenizer, longestMatchTokenizer, type Tokenizer } from './tokenizer.ts';
