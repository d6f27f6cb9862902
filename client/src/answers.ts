import type { DeepDecipherError } from './errors.ts';
import type {
  Metadata,
  Neuron2Graph,
  NeuronExplainer,
  NeuronIndex,
  NeuroscopeLayer,
  NeuroscopeModel,
  NeuroscopeNeuron,
} from './wire/index.ts';

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Answer from what is kept, however old, and ask nobody; "not there" if nothing is. @default false */
  readonly keptOnly?: boolean | undefined;
}

/** A value, or the API's word for why there is none (unknown model, neuron out of range). */
export type Answer<T> = Found<T> | { readonly found: false; readonly message: string };

export interface Found<T> {
  readonly found: true;
  readonly value: T;
  /** Present where the value is a copy that may be out of date. */
  readonly stale?: Stale;
}

/** Why a copy is shown, and how old it is. */
export interface Stale {
  /** `Date.now()` when the API last confirmed the copy. */
  readonly confirmedAt: number;
  /** Why the API could not confirm it now; left out while it is being asked. */
  readonly reason?: DeepDecipherError;
}

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

/** A service that says something about single neurons, by its name in {@link NeuronData}. */
export type NeuronService = 'neuroscope' | 'neuron2graph' | 'neuronExplainer';

/** A neuron as one service knows it. */
export type NeuronPart<S extends NeuronService> = Pick<NeuronData, 'metadata' | 'reference' | S>;

/** One thing that a neuron must have to be found. */
export interface SearchTerm {
  /** A token that the neuron fires on, one that matters before it, or either. */
  readonly kind: 'activating' | 'important' | 'any';
  /** Compared without white space around it and in lower case. */
  readonly token: string;
}

/** What a search found. */
export interface SearchData {
  readonly metadata: Metadata;
  /** By (layer, neuron). */
  readonly neurons: readonly NeuronIndex[];
}

/** Where in a model a page belongs: nowhere in it for the model's own page, `layer` alone for a layer's. */
export interface PagePlace {
  readonly layer?: number | undefined;
  readonly neuron?: number | undefined;
}

/** A service's page as it came: any JSON. */
export interface PageData {
  readonly metadata: Metadata;
  readonly page: unknown;
}
