import type { Answer, CallOptions, NeuronReference, Stale } from './answers.ts';
import type { Pages } from './cache/pages.ts';
import type { Client } from './client.ts';
import {
  type Comparison,
  compare,
  createSimilarityIndex,
  type Measure,
  type NeuronTokens,
  type SimilarityIndex,
  type SimilarNeuron,
  type TokenMatching,
  tokensOfPage,
} from './similarity/index.ts';
import type { Source } from './source.ts';
import type { Neuron2GraphModel } from './wire/index.ts';

export interface SimilarCallOptions extends CallOptions {
  /** The model to look in. @default the neuron's own */
  readonly among?: string | undefined;
  /** @default 'overlap' */
  readonly measure?: Measure | undefined;
  /** How many neurons at most. @default 20 */
  readonly top?: number | undefined;
  /** The least similarity. @default 0, though neurons that share nothing are never given */
  readonly threshold?: number | undefined;
  /** Called while the neurons of a model are read one by one, because its API has no page with the tokens of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The neurons most like one. */
export interface SimilarData {
  readonly reference: NeuronReference;
  /** The model that the neurons are of. */
  readonly among: string;
  /** Most similar first; ties: the more shared tokens, then (layer, neuron). */
  readonly neurons: readonly SimilarNeuron[];
}

/** Two neurons beside each other. */
export interface CompareData extends Comparison {
  readonly references: readonly [NeuronReference, NeuronReference];
}

/** The client's two calls about what neurons have in common. */
export type SimilarityCalls = Pick<Client, 'similar' | 'compare'>;

/** Makes the calls over a client's own ones. */
export function similarityCalls(
  pages: Pages,
  source: Source,
  client: Pick<Client, 'model' | 'neuron' | 'neurons'>,
): SimilarityCalls {
  const indexes = new WeakMap<Neuron2GraphModel, Map<TokenMatching, SimilarityIndex>>();
  // What was read neuron by neuron; that is too slow to be done twice.
  const gathered = new Map<string, Neuron2GraphModel>();

  function indexOf(page: Neuron2GraphModel, matching: TokenMatching): SimilarityIndex {
    const known = indexes.get(page) ?? new Map<TokenMatching, SimilarityIndex>();
    indexes.set(page, known);
    const index = known.get(matching) ?? createSimilarityIndex(page, { matching });
    known.set(matching, index);
    return index;
  }

  async function tokensOfNeuron(
    reference: NeuronReference,
    { signal, keptOnly }: CallOptions,
  ): Promise<Answer<NeuronTokens>> {
    const answer = await client.neuron(reference, { services: ['neuron2graph'], signal, keptOnly });
    if (!answer.found) return answer;
    const { neuron2graph: part } = answer.value;
    if (part.status !== 'ready') return { found: false, message: part.message };
    return { ...answer, value: tokensOfPage(part.data) };
  }

  async function tokensOfModel(model: string, options: SimilarCallOptions): Promise<Answer<Neuron2GraphModel>> {
    const answer = await pages.get(source.tokens(model), options);
    if (answer.found) return answer;
    const page = gathered.get(model) ?? (await gather(model, options));
    if (!('tokens' in page)) return page;
    gathered.set(model, page);
    return { found: true, value: page };
  }

  async function gather(model: string, { signal, keptOnly, onProgress }: SimilarCallOptions) {
    const answer = await client.model(model, { signal, keptOnly });
    if (!answer.found) return answer;
    const { num_layers: layers, layer_size: size } = answer.value.metadata;
    const references = Array.from({ length: layers * size }, (_, index) => ({
      model,
      layer: Math.trunc(index / size),
      neuron: index % size,
    }));
    const tokens = new Map<string, number>();
    const neurons: Neuron2GraphModel['neurons'] = [];
    const placed = (strengths: ReadonlyMap<string, number>) =>
      [...strengths].map(([token, strength]): [number, number] => {
        const place = tokens.get(token) ?? tokens.size;
        tokens.set(token, place);
        return [place, strength];
      });
    let done = 0;
    for await (const found of client.neurons(references, { services: ['neuron2graph'], signal, keptOnly })) {
      onProgress?.(++done, references.length);
      if (!found.found || found.value.neuron2graph.status !== 'ready') continue;
      const { activating, important } = tokensOfPage(found.value.neuron2graph.data);
      if (activating.size + important.size === 0) continue;
      const { layer, neuron } = found.value.reference;
      neurons.push({ layer, neuron, activating: placed(activating), important: placed(important) });
    }
    return neurons.length > 0
      ? { tokens: [...tokens.keys()], neurons }
      : { found: false as const, message: `The dataset has no Neuron2Graph data of ${model}.` };
  }

  return {
    async similar(reference, options = {}) {
      const { among = reference.model, measure = 'overlap', top = 20, threshold = 0 } = options;
      const isOwn = among === reference.model;
      const all = await tokensOfModel(among, options);
      if (!all.found) return all;
      const index = indexOf(all.value, isOwn ? 'exact' : 'key');
      const isIndexed = isOwn && index.tokens(reference) !== undefined;
      const own = isIndexed ? { ...all, value: reference } : await tokensOfNeuron(reference, options);
      if (!own.found) return own;
      const neurons = index.similar(own.value, { measure, top, threshold, exclude: isOwn ? [reference] : [] });
      return { found: true, value: { reference, among, neurons }, ...stalest(own, all) };
    },

    async compare(a, b, options = {}) {
      const [first, second] = await Promise.all([tokensOfNeuron(a, options), tokensOfNeuron(b, options)]);
      if (!first.found) return first;
      if (!second.found) return second;
      const matching = a.model === b.model ? 'exact' : 'key';
      const comparison = compare(first.value, second.value, { matching });
      return { found: true, value: { references: [a, b], ...comparison }, ...stalest(first, second) };
    },
  };
}

/** How stale something made of several answers is: as the stalest of them. */
export function stalest(...answers: readonly { readonly stale?: Stale }[]): { readonly stale?: Stale } {
  const [stale] = answers.flatMap(({ stale }) => stale ?? []).sort((a, b) => a.confirmedAt - b.confirmedAt);
  return stale ? { stale } : {};
}
