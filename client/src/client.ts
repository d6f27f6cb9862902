import type {
  Answer,
  CallOptions,
  Found,
  LayerData,
  ModelData,
  NeuronData,
  NeuronReference,
  NeuronService,
  PageData,
  PagePlace,
  SearchData,
  SearchTerm,
} from './answers.ts';
import { type CacheOptions, type CacheStats, Pages } from './cache/pages.ts';
import { deepDecipherSource } from './deepdecipher-source.ts';
import { InvalidReplyError } from './errors.ts';
import {
  type CompareData,
  type SimilarCallOptions,
  type SimilarData,
  type SimilarityCalls,
  similarityCalls,
  stalest,
} from './similar.ts';
import type { Source } from './source.ts';
import type { Transport } from './transports/transport.ts';
import type { Metadata } from './wire/index.ts';

export interface NeuronOptions extends CallOptions {
  /** Only what these services know, for fewer bytes; the parts of the others say that they were not asked for. @default all */
  readonly services?: readonly NeuronService[] | undefined;
}

/**
 * Asks a DeepDecipher API. Answers are validated once, cached, and shared among callers that ask for the same thing at
 * the same time; they are never to be changed. Every method rejects with a {@link DeepDecipherError} or with the
 * signal's reason.
 */
export interface Client {
  /** Where the answers come from. */
  readonly address: string;
  /** All models, in the API's order; none if nothing is kept and nobody may be asked. */
  models(options?: CallOptions): Promise<Found<readonly Metadata[]>>;
  /** A model and its most important neurons. */
  model(model: string, options?: CallOptions): Promise<Answer<ModelData>>;
  /** A layer and its most important neurons. */
  layer(model: string, layer: number, options?: CallOptions): Promise<Answer<LayerData>>;
  /** All that the API knows of one neuron, in one request; or what some of its services know, in a request each. */
  neuron(reference: NeuronReference, options?: NeuronOptions): Promise<Answer<NeuronData>>;
  /**
   * Several neurons, in the order given; asked for ahead, as many at once as the transport lets through. Leaving the loop aborts
   * what is under way.
   */
  neurons(references: Iterable<NeuronReference>, options?: NeuronOptions): AsyncGenerator<Answer<NeuronData>, void>;
  /** The neurons whose graphs have all the tokens asked for. */
  search(model: string, terms: readonly SearchTerm[], options?: CallOptions): Promise<Answer<SearchData>>;
  /** A service's page as it is, for services that nobody foresaw; `member` picks one member of it. */
  page(
    model: string,
    service: string,
    place?: PagePlace,
    options?: CallOptions & { readonly member?: string | undefined },
  ): Promise<Answer<PageData>>;
  /**
   * The neurons most like one, in its own model or in another one, by the tokens of their graphs. Tokens are compared exactly
   * within a model, and without white space around them and in lower case across models. Cost: the first call reads and indexes
   * the tokens of the whole model; where the API has no page with them, one request a neuron.
   */
  similar(reference: NeuronReference, options?: SimilarCallOptions): Promise<Answer<SimilarData>>;
  /** What two neurons have in common and what not, by all measures; tokens are compared as in `similar`. */
  compare(a: NeuronReference, b: NeuronReference, options?: CallOptions): Promise<Answer<CompareData>>;
  readonly cache: {
    /** Has everything asked for again before it is given; what is kept stays for when the API is away. */
    expire(): void;
    /** Forgets all answers, in memory and in the store. */
    clear(): Promise<void>;
    stats(): CacheStats;
  };
}

export interface ClientOptions extends CacheOptions {
  readonly transport: Transport;
  /** Which kind of API is asked. @default DeepDecipher's own */
  readonly source?: Source;
}

const NEURON_SERVICES: readonly NeuronService[] = ['neuroscope', 'neuron2graph', 'neuronExplainer'];
/** Neurons asked for before the caller wants them. */
const AHEAD = 32;

/** Makes a {@link Client} over a transport. */
export function createClient({ transport, source = deepDecipherSource, ...options }: ClientOptions): Client {
  const pages = new Pages(transport, options);

  async function someServices(
    reference: NeuronReference,
    services: readonly NeuronService[],
    options: CallOptions,
  ): Promise<Answer<NeuronData>> {
    const unknown = services.find((service) => !NEURON_SERVICES.includes(service));
    if (unknown !== undefined) {
      throw new RangeError(
        `There is no service ${JSON.stringify(unknown)}. The services are ${NEURON_SERVICES.join(', ')}.`,
      );
    }
    const answers = await Promise.all(
      services.map((service) => pages.get<Partial<NeuronData>>(source.neuronPart(reference, service), options)),
    );
    return merge(reference, services, answers);
  }

  const calls: Omit<Client, 'address' | 'cache' | keyof SimilarityCalls> = {
    async models(options = {}) {
      const question = source.models();
      const answer = await pages.get(question, options);
      if (!answer.found) {
        if (options.keptOnly) return { found: true, value: [] };
        throw new InvalidReplyError(transport.address + question.path, `404 (${answer.message})`);
      }
      return answer;
    },

    model: (model, options = {}) => pages.get(source.model(model), options),
    layer: (model, layer, options = {}) => pages.get(source.layer(model, layer), options),
    search: async (model, terms, options = {}) => pages.get(source.search(model, terms), options),
    page: (model, service, place = {}, { member, ...options } = {}) =>
      pages.get(source.page(model, service, place, member), options),

    neuron: (reference, { services, ...options } = {}) =>
      services?.length ? someServices(reference, services, options) : pages.get(source.neuron(reference), options),

    async *neurons(references, { signal, ...options } = {}) {
      const left = new AbortController();
      const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
      const ahead: Promise<Answer<NeuronData>>[] = [];
      try {
        for (const reference of references) {
          const answer = calls.neuron(reference, { ...options, signal: either });
          // Its turn to be waited for comes later; until then a failure is nobody's surprise.
          answer.catch(() => {});
          if (ahead.push(answer) >= AHEAD) yield* nextOf(ahead);
        }
        while (ahead.length > 0) yield* nextOf(ahead);
      } finally {
        left.abort();
      }
    },
  };

  return {
    get address() {
      return transport.address;
    },
    ...calls,
    ...similarityCalls(pages, source, calls),
    cache: { expire: () => pages.expire(), clear: () => pages.clear(), stats: () => pages.stats() },
  };
}

async function* nextOf<T>(queue: Promise<T>[]): AsyncGenerator<T, void> {
  const next = queue.shift();
  if (next) yield await next;
}

const NOT_ASKED = { status: 'missing', message: 'Not asked for.' } as const;

/** One answer of several services' answers: as stale as the stalest; what one does not have is missing alone. */
function merge(
  reference: NeuronReference,
  services: readonly NeuronService[],
  answers: readonly Answer<Partial<NeuronData>>[],
): Answer<NeuronData> {
  // Every part that is there has the metadata.
  const found = answers.filter((answer) => answer.found);
  const [missing] = answers.filter((answer) => !answer.found);
  if (found.length === 0 && missing) return missing;
  const value = { reference, neuroscope: NOT_ASKED, neuron2graph: NOT_ASKED, neuronExplainer: NOT_ASKED };
  const parts = answers.map((answer, index) =>
    answer.found ? answer.value : { [services[index] ?? '']: { status: 'missing', message: answer.message } },
  );
  return {
    found: true,
    value: Object.assign({}, value, ...parts) as NeuronData,
    ...stalest(...found),
  };
}
