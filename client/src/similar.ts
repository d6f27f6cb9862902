import type { Answer, CallOptions, NeuronReference, Stale } from './answers.ts';
import type { Pages } from './cache/pages.ts';
import type { Client } from './client.ts';
import {
  type Comparison,
  compare,
  createSimilarityIndex,
  MEASURES,
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
  // What was read neuron by neuron, whole, and before which moment; that is too slow to be done twice.
  let gathered = { epoch: pages.epoch, models: new Map<string, Neuron2GraphModel>() };

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
    let lacking: string;
    if (answer.found) {
      const { neuron2graph: part } = answer.value;
      if (part.status === 'ready') return { ...answer, value: tokensOfPage(part.data) };
      lacking = part.message;
    } else lacking = answer.message;
    // Its model may have been imported without graphs, as a list of tokens alone.
    const all = await pages.get(source.tokens(reference.model), { signal, keptOnly });
    const tokens = all.found ? indexOf(all.value, 'exact').tokens(reference) : undefined;
    return all.found && tokens ? { ...all, value: tokens } : { found: false, message: lacking };
  }

  async function tokensOfModel(model: string, options: SimilarCallOptions): Promise<Answer<Neuron2GraphModel>> {
    const answer = await pages.get(source.tokens(model), options);
    if (answer.found) return answer;
    if (gathered.epoch !== pages.epoch) gathered = { epoch: pages.epoch, models: new Map() };
    const { models } = gathered;
    const known = models.get(model);
    if (known) return { found: true, value: known };
    const page = await gather(model, options);
    if (page.found && page.isWhole) models.set(model, page.value);
    return page;
  }

  async function gather(model: string, { signal, keptOnly, onProgress }: SimilarCallOptions) {
    const answer = await client.model(model, { signal, keptOnly });
    if (!answer.found) return answer;
    const { num_layers: layers, layer_size: size, available_services: services } = answer.value.metadata;
    const nothing = { found: false as const, message: `The dataset has no Neuron2Graph data of ${model}.` };
    if (!services.includes('neuron2graph')) return nothing;
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
    const stale: { readonly stale?: Stale }[] = [];
    let isWhole = true;
    let done = 0;
    for await (const found of client.neurons(references, { services: ['neuron2graph'], signal, keptOnly })) {
      onProgress?.(++done, references.length);
      if (found.found && found.stale) stale.push(found);
      isWhole &&= keptOnly !== true && found.found && found.value.neuron2graph.status !== 'failed';
      if (!found.found || found.value.neuron2graph.status !== 'ready') continue;
      const { activating, important } = tokensOfPage(found.value.neuron2graph.data);
      if (activating.size + important.size === 0) continue;
      const { layer, neuron } = found.value.reference;
      neurons.push({ layer, neuron, activating: placed(activating), important: placed(important) });
    }
    if (neurons.length === 0) return nothing;
    return { found: true as const, value: { tokens: [...tokens.keys()], neurons }, isWhole, ...stalest(...stale) };
  }

  return {
    async similar(reference, options = {}) {
      const { among = reference.model, measure = 'overlap', top = 20, threshold = 0 } = options;
      if (!MEASURES.includes(measure)) {
        throw new RangeError(
          `There is no measure ${JSON.stringify(measure)}. The measures are ${MEASURES.join(', ')}.`,
        );
      }
      if (!(top >= 0)) throw new RangeError(`The number of neurons must be 0 or more; top is ${top}.`);
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
