import type { NeuronReference } from '../answers.ts';

/** Whether a neuron is meant for its positive or its negative activations. */
export type Sign = '+' | '-';

/** Names one neuron, and which of its activations if that is said. */
export interface SignedNeuronReference extends NeuronReference {
  readonly sign?: Sign;
}

/** Names one layer of MLP neurons. */
export interface LayerReference {
  readonly model: string;
  readonly layer: number;
}

/** The ways in which text and code name a neuron; docs/references.md shows them. */
export type NeuronNotation =
  | 'path'
  | 'at'
  | 'label'
  | 'dotted-label'
  | 'slashed-label'
  | 'sized-label'
  | 'layer-first'
  | 'neuron-first'
  | 'pair'
  | 'numbers'
  | 'load-neuron'
  | 'widget'
  | IndexedNotation;

/** The ways in which code names a layer's neurons, and one of them by an index behind. */
export type IndexedNotation = 'hook' | 'cache-key' | 'module';

/** The ways in which code names a layer. */
export type LayerNotation = IndexedNotation | 'mlp-output';

/** The sites that have pages of neurons, besides the API's own. */
export type Site = 'deepdecipher' | 'neuroscope' | 'neuronpedia' | 'openai' | 'transluce';

/** How a reference is written. A URL of any DeepDecipher API is `deepdecipher`. */
export type Notation = NeuronNotation | LayerNotation | Site;

/** Where the model of a reference was found: in it, in the same text, in the folder's setting, in the user's default. */
export type ModelSource = 'reference' | 'text' | 'folder' | 'default';

interface Found {
  /** UTF-16 offset. */
  readonly start: number;
  /** UTF-16 offset, exclusive. */
  readonly end: number;
  readonly notation: Notation;
  readonly modelFrom: ModelSource;
}

export interface FoundNeuron extends Found {
  readonly kind: 'neuron';
  readonly reference: SignedNeuronReference;
}

/** A layer named without a neuron, such as `blocks.3.mlp.hook_post`. */
export interface FoundLayer extends Found {
  readonly kind: 'layer';
  readonly reference: LayerReference;
}

/** A neuron or layer named in a text, where, and how. */
export type FoundReference = FoundNeuron | FoundLayer;

/** What is needed to know which model a reference means. */
export interface ReferenceContext {
  /** Models that exist: any other is left alone. Without it, what is written is taken as it is. */
  readonly models?: ReadonlySet<string> | undefined;
  /** Model of references for which neither they nor the text name one, in this folder. */
  readonly folderModel?: string | undefined;
  /** The same, everywhere. Without either, such references are left alone. */
  readonly defaultModel?: string | undefined;
  /** Address of a DeepDecipher API whose URLs are read like deepdecipher.org's. */
  readonly address?: string | undefined;
}
