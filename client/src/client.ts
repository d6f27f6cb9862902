import * as v from 'valibot';
import type { Answer, LayerData, ModelData, NeuronData, NeuronReference, Part } from './answers.ts';
import { type Cache, type CacheEntry, memoryCache } from './cache/cache.ts';
import { InFlight } from './cache/in-flight.ts';
import { InvalidReplyError } from './errors.ts';
import { parseReply } from './parse-reply.ts';
import { apiPath } from './paths.ts';
import type { Transport } from './transports/transport.ts';
import {
  type All,
  AllSchema,
  type Metadata,
  MetadataSchema,
  ModelListSchema,
  Neuron2GraphSchema,
  NeuronExplainerSchema,
  NeuroscopeLayerSchema,
  NeuroscopeModelSchema,
  NeuroscopeNeuronSchema,
} from './wire/index.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a DeepDecipher API. Answers are validated once, cached, and shared among callers that ask for the same thing at
 * the same time; they are never to be changed. Every method rejects with a {@link DeepDecipherError} or with the
 * signal's reason.
 */
export interface Client {
  /** Where the answers come from. */
  readonly address: string;
  /** All models, in the API's order. */
  models(options?: CallOptions): Promise<readonly Metadata[]>;
  /** A model and its most important neurons. */
  model(model: string, options?: CallOptions): Promise<Answer<ModelData>>;
  /** A layer and its most important neurons. */
  layer(model: string, layer: number, options?: CallOptions): Promise<Answer<LayerData>>;
  /** All that the API knows of one neuron, in one request. */
  neuron(reference: NeuronReference, options?: CallOptions): Promise<Answer<NeuronData>>;
  /** Forgets all cached answers. */
  clear(): void;
}

export interface ClientOptions {
  readonly transport: Transport;
  /** @default a memory cache of 32 Mi characters */
  readonly cache?: Cache;
  /** Milliseconds for which a cached answer is used unasked; after that it is revalidated by its entity tag. @default 60000 */
  readonly freshFor?: number;
}

/** Makes a {@link Client} over a transport. */
export function createClient({ transport, cache = memoryCache(), freshFor = 60_000 }: ClientOptions): Client {
  const inFlight = new InFlight<Answer<unknown>>();

  /** One path, from the cache if it may be; a page's value is what `read` makes of the JSON. */
  async function load<T>(path: string, read: (json: unknown) => T, { signal }: CallOptions): Promise<Answer<T>> {
    signal?.throwIfAborted();
    const entry = cache.get(path);
    if (entry && Date.now() - entry.checkedAt < freshFor) return { found: true, value: entry.value as T };
    return inFlight.share(path, (shared) => request(path, read, entry, shared), signal) as Promise<Answer<T>>;
  }

  async function request<T>(
    path: string,
    read: (json: unknown) => T,
    entry: CacheEntry | undefined,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    const reply = await transport.get(path, { signal, etag: entry?.etag });
    if (reply.kind === 'absent') {
      cache.delete(path);
      return { found: false, message: reply.message };
    }
    if (reply.kind === 'not-modified') {
      if (!entry) throw new InvalidReplyError(path, '304 for a request without an entity tag');
      cache.set(path, { ...entry, checkedAt: Date.now() });
      return { found: true, value: entry.value as T };
    }
    const value = parseReply(path, reply.body, read);
    cache.set(path, { value, etag: reply.etag, size: reply.body.length, checkedAt: Date.now() });
    return { found: true, value };
  }

  return {
    get address() {
      return transport.address;
    },
    clear: () => cache.clear(),

    async models(options = {}) {
      const path = apiPath();
      const answer = await load(path, (json) => v.parse(ModelListSchema, json).models, options);
      if (!answer.found) throw new InvalidReplyError(path, `404 (${answer.message})`);
      return answer.value;
    },

    model(model, options = {}) {
      return load(
        apiPath(model, 'all'),
        (json) => {
          const { all, metadata } = readAll(json);
          return { metadata, neuroscope: readPart(all, 'neuroscope', NeuroscopeModelSchema) };
        },
        options,
      );
    },

    layer(model, layer, options = {}) {
      return load(
        apiPath(model, 'all', layer),
        (json) => {
          const { all, metadata } = readAll(json);
          return { metadata, layer, neuroscope: readPart(all, 'neuroscope', NeuroscopeLayerSchema) };
        },
        options,
      );
    },

    neuron({ model, layer, neuron }, options = {}) {
      return load(
        apiPath(model, 'all', layer, neuron),
        (json) => {
          const { all, metadata } = readAll(json);
          const reference = { model: metadata.name, layer, neuron };
          return {
            metadata,
            reference,
            neuroscope: readPart(all, 'neuroscope', NeuroscopeNeuronSchema),
            neuron2graph: readPart(all, 'neuron2graph', Neuron2GraphSchema),
            neuronExplainer: readPart(all, 'neuron_explainer', NeuronExplainerSchema),
          };
        },
        options,
      );
    },
  };
}

/** An `all` document and the metadata in it, without which nothing else can be read. */
function readAll(json: unknown): { all: All; metadata: Metadata } {
  const all = v.parse(AllSchema, json);
  const { metadata } = v.parse(v.object({ metadata: v.object({ data: MetadataSchema }) }), all);
  return { all, metadata: metadata.data };
}

/** One service of an `all` document. A page of another shape fails alone: the other services stay readable. */
function readPart<TSchema extends v.GenericSchema>(
  all: All,
  service: string,
  schema: TSchema,
): Part<v.InferOutput<TSchema>> {
  const part = all[service];
  if (part === undefined) return { status: 'missing', message: `The dataset has no ${service} data here.` };
  if ('error' in part) return { status: 'failed', message: part.error };
  if ('missing_data_types' in part) {
    return { status: 'missing', message: `The dataset lacks ${part.missing_data_types.join(', ')} here.` };
  }
  const page = v.safeParse(schema, part.data);
  if (page.success) return { status: 'ready', data: page.output };
  const [issue] = page.issues;
  return {
    status: 'failed',
    message: `The ${service} page is malformed at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`,
  };
}
