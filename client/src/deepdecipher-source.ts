import * as v from 'valibot';
import type { NeuronData, NeuronPart, NeuronReference, NeuronService, Part, SearchTerm } from './answers.ts';
import { apiPath } from './paths.ts';
import type { Meaning, Question, Source } from './source.ts';
import {
  type All,
  AllSchema,
  EnvelopeSchema,
  MetadataSchema,
  ModelListSchema,
  Neuron2GraphModelSchema,
  Neuron2GraphSchema,
  NeuronExplainerSchema,
  NeuronIndexSchema,
  NeuroscopeLayerSchema,
  NeuroscopeModelSchema,
  NeuroscopeNeuronSchema,
} from './wire/index.ts';

/** The services of a neuron: what the API calls them, and their pages' shapes. */
const NEURON_SERVICES = {
  neuroscope: { name: 'neuroscope', schema: NeuroscopeNeuronSchema },
  neuron2graph: { name: 'neuron2graph', schema: Neuron2GraphSchema },
  neuronExplainer: { name: 'neuron_explainer', schema: NeuronExplainerSchema },
} as const;

const found = <T>(value: T): Meaning<T> => ({ found: true, value });

/** Questions to a DeepDecipher API: the reference server's contract and this project's additions to it. */
export const deepDecipherSource: Source = {
  models: () => ({
    path: apiPath(),
    as: 'models',
    read: (json) => found(v.parse(ModelListSchema, json).models),
  }),

  model: (model) =>
    askAll([model, 'all'], (all, metadata) => ({
      metadata,
      neuroscope: readPart(all.neuroscope, 'neuroscope', NeuroscopeModelSchema),
    })),

  layer: (model, layer) =>
    askAll([model, 'all', layer], (all, metadata) => ({
      metadata,
      layer,
      neuroscope: readPart(all.neuroscope, 'neuroscope', NeuroscopeLayerSchema),
    })),

  neuron: ({ model, layer, neuron }) =>
    askAll([model, 'all', layer, neuron], (all, metadata): NeuronData => {
      const part = <S extends NeuronService>(service: S) => partOf(service, all[NEURON_SERVICES[service].name]);
      return {
        metadata,
        reference: { model: metadata.name, layer, neuron },
        ...part('neuroscope'),
        ...part('neuron2graph'),
        ...part('neuronExplainer'),
      };
    }),

  neuronPart: <S extends NeuronService>(reference: NeuronReference, service: S): Question<NeuronPart<S>> => ({
    path: apiPath(reference.model, NEURON_SERVICES[service].name, reference.layer, reference.neuron),
    as: 'part',
    read(json) {
      const { metadata, ...part } = v.parse(EnvelopeSchema, json);
      const named = { ...reference, model: metadata.name };
      // TypeScript does not see that a computed key of type S makes a Pick by S.
      return found({ metadata, reference: named, ...partOf(service, part) } as NeuronPart<S>);
    },
  }),

  search: (model, terms) =>
    askPage(
      `${apiPath(model, 'neuron2graph-search')}?query=${encodeURIComponent(terms.map(term).join(','))}`,
      'search',
      (page, metadata) => ({ metadata, neurons: v.parse(v.array(NeuronIndexSchema), page) }),
    ),

  tokens: (model) =>
    askPage(apiPath(model, 'neuron2graph'), 'tokens', (page) => v.parse(Neuron2GraphModelSchema, page)),

  page(model, service, { layer, neuron }, member) {
    const segments = [model, service, layer, neuron].filter((segment) => segment !== undefined);
    const query = member === undefined ? '' : `?get=${encodeURIComponent(member)}`;
    return askPage(apiPath(...segments) + query, 'page', (page, metadata) => ({ metadata, page }));
  },
};

/** A question for an `all` document. Without the metadata in it nothing else can be read. */
function askAll<T>(
  segments: readonly (string | number)[],
  read: (all: All, metadata: v.InferOutput<typeof MetadataSchema>) => T,
): Question<T> {
  return {
    path: apiPath(...segments),
    as: 'all',
    read(json) {
      const all = v.parse(AllSchema, json);
      const { metadata } = v.parse(v.object({ metadata: v.object({ data: MetadataSchema }) }), all);
      return found(read(all, metadata.data));
    },
  };
}

/** A question for one service's page. */
function askPage<T>(
  path: string,
  as: string,
  read: (page: unknown, metadata: v.InferOutput<typeof MetadataSchema>) => T,
): Question<T> {
  return {
    path,
    as,
    read(json) {
      const envelope = v.parse(EnvelopeSchema, json);
      return 'data' in envelope
        ? found(read(envelope.data, envelope.metadata))
        : { found: false, message: lacking(envelope.missing_data_types) };
    },
  };
}

function partOf<S extends NeuronService>(service: S, part: All[string] | undefined): Pick<NeuronData, S> {
  const { name, schema } = NEURON_SERVICES[service];
  // The table pairs each service with its own schema; TypeScript cannot follow that through a computed key.
  return { [service]: readPart(part, name, schema) } as Pick<NeuronData, S>;
}

/** One service's part. A page of another shape fails alone: the other services stay readable. */
function readPart<TSchema extends v.GenericSchema>(
  part: All[string] | undefined,
  service: string,
  schema: TSchema,
): Part<v.InferOutput<TSchema>> {
  if (part === undefined) return { status: 'missing', message: `The dataset has no ${service} data here.` };
  if ('error' in part) return { status: 'failed', message: part.error };
  if ('missing_data_types' in part) return { status: 'missing', message: lacking(part.missing_data_types) };
  const page = v.safeParse(schema, part.data);
  if (page.success) return { status: 'ready', data: page.output };
  const [issue] = page.issues;
  return {
    status: 'failed',
    message: `The ${service} page is malformed at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}`,
  };
}

function lacking(types: readonly string[]): string {
  return `The dataset lacks ${types.join(', ')} here.`;
}

/** A term as the API reads it; within a token a second level of encoding stands for what would end it. */
function term({ kind, token }: SearchTerm): string {
  if (token.trim() === '')
    throw new RangeError(`A search needs tokens that are not blank; found ${JSON.stringify(token)}.`);
  return `${kind}:${token.trim().toLowerCase().replace(/[%:,]/g, encodeURIComponent)}`;
}
