import type {
  LayerData,
  ModelData,
  NeuronData,
  NeuronPart,
  NeuronReference,
  NeuronService,
  PageData,
  PagePlace,
  SearchData,
  SearchTerm,
} from './answers.ts';
import type { Metadata, Neuron2GraphModel } from './wire/index.ts';

/** A reply's meaning: a value, or in words that there is none. */
export type Meaning<T> =
  | { readonly found: true; readonly value: T }
  | { readonly found: false; readonly message: string };

/** Something that can be asked: the path that a transport is asked for, and what its reply means. */
export interface Question<T> {
  readonly path: string;
  /** What the reply is read as: two questions with the same path and the same word here have the same answer. */
  readonly as: string;
  /**
   * Makes the value of the reply's JSON: the one place where it is validated.
   *
   * @throws {v.ValiError} naming the path in the document
   */
  readonly read: (json: unknown) => Meaning<T>;
}

/**
 * What can be asked of one kind of API, as pure functions: how a question becomes a path, and a reply a value. Transports, the
 * cache and all that rests on them are the same for every source.
 */
export interface Source {
  models(): Question<readonly Metadata[]>;
  model(model: string): Question<ModelData>;
  layer(model: string, layer: number): Question<LayerData>;
  /** A neuron with all that is known of it. */
  neuron(reference: NeuronReference): Question<NeuronData>;
  /** What one service knows of a neuron. */
  neuronPart<S extends NeuronService>(reference: NeuronReference, service: S): Question<NeuronPart<S>>;
  /** The neurons that meet all terms. */
  search(model: string, terms: readonly SearchTerm[]): Question<SearchData>;
  /** The tokens of every neuron's graph, in one page; not every API has it. */
  tokens(model: string): Question<Neuron2GraphModel>;
  /** Any service's page, as it is; `member` picks one member of it. */
  page(model: string, service: string, place: PagePlace, member?: string): Question<PageData>;
}
