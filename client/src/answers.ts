import type {
  Metadata,
  Neuron2Graph,
  NeuronExplainer,
  NeuronIndex,
  NeuroscopeLayer,
  NeuroscopeModel,
  NeuroscopeNeuron,
} from './wire/index.ts';

/** A value, or the API's word for why there is none (unknown model, neuron out of range). */
export type Answer<T> =
  | { readonly found: true; readonly value: T }
  | { readonly found: false; readonly message: string };

/** What one service has to say about a model, layer or neuron. Parts fail one by one: the others stay readable. */
export type Part<T> =
  | { readonly status: 'ready'; readonly data: T }
  /** The dataset has nothing of this kind here; `message` says what is lacking. */
  | { readonly status: 'missing'; readonly message: string }
  | { readonly status: 'failed'; readonly message: string };

/** Names one neuron. */
export interface NeuronReference extends NeuronIndex {
  readonly model: string;
}

export interface ModelData {
  readonly metadata: Metadata;
  readonly neuroscope: Part<NeuroscopeModel>;
}

export interface LayerData {
  readonly metadata: Metadata;
  readonly layer: number;
  readonly neuroscope: Part<NeuroscopeLayer>;
}

export interface NeuronData {
  readonly metadata: Metadata;
  readonly reference: NeuronReference;
  readonly neuroscope: Part<NeuroscopeNeuron>;
  readonly neuron2graph: Part<Neuron2Graph>;
  readonly neuronExplainer: Part<NeuronExplainer>;
}
