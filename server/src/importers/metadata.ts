import type { Metadata, NeuronIndex } from '@deepdecipher/client';
import * as v from 'valibot';

/** What the user says of the model; the rest is taken from the dataset, from the source or from what was seen. */
export interface GivenMetadata {
  readonly num_layers?: number;
  readonly layer_size?: number;
  readonly activation_function?: string;
  readonly num_total_parameters?: number;
  readonly dataset?: string;
  readonly licence?: string;
}

/** Where a member of the metadata comes from. */
export type Origin = 'given' | 'kept from the dataset' | 'sent by the API' | 'inferred from what was read' | 'unknown';

export interface SettledMetadata {
  readonly metadata: Metadata;
  readonly origins: Readonly<Record<(typeof SETTLED)[number], Origin>>;
}

interface Known {
  readonly metadata: Metadata;
  /** The same with members that this program does not know. */
  readonly all: object;
  readonly origin: Origin;
}

interface Circumstances {
  readonly model: string;
  readonly given: GivenMetadata;
  /** What the target says of the model already, or the API that is mirrored. */
  readonly known?: Known | undefined;
  /** Greatest layer and neuron that were read; -1 if none. */
  readonly extent: NeuronIndex;
  readonly services: readonly string[];
  /** Says in words where new data come from. */
  readonly source: string;
  readonly recorder: string;
  readonly begunAt: string;
}

export const SETTLED = [
  'num_layers',
  'layer_size',
  'activation_function',
  'num_total_parameters',
  'dataset',
] as const satisfies readonly (keyof Metadata)[];

const InferredSchema = v.object({ inferred: v.optional(v.array(v.string()), []) });

/**
 * Puts a model's metadata together: what is given wins over what is known, and that over what was seen. What was only
 * inferred is named in a member of its own, `inferred`, so that a later import may know better.
 */
export function settleMetadata(circumstances: Circumstances): SettledMetadata {
  const { model, given, known, extent, services } = circumstances;
  const before = v.safeParse(InferredSchema, known?.all);
  const guessed = new Set(before.success ? before.output.inferred : []);

  function settle<T>(
    key: (typeof SETTLED)[number],
    values: { given?: T | undefined; known?: T | undefined; seen?: T | undefined; unknown: T },
  ) {
    const isKnown = values.known !== undefined && !guessed.has(key);
    if (values.given !== undefined) return { value: values.given, origin: 'given' as const };
    if (values.known !== undefined && isKnown && known) return { value: values.known, origin: known.origin };
    if (values.seen !== undefined) return { value: values.seen, origin: 'inferred from what was read' as const };
    return { value: values.unknown, origin: 'unknown' as const };
  }
  const { metadata } = known ?? {};
  const { inferred: _, ...others } = { inferred: undefined, ...known?.all };
  // What was inferred from earlier imports grows with what is seen now.
  const layers = settle('num_layers', {
    given: given.num_layers,
    known: metadata?.num_layers,
    seen: Math.max(extent.layer + 1, metadata?.num_layers ?? 0),
    unknown: 0,
  });
  const size = settle('layer_size', {
    given: given.layer_size,
    known: metadata?.layer_size,
    seen: Math.max(extent.neuron + 1, metadata?.layer_size ?? 0),
    unknown: 0,
  });
  const activation = settle('activation_function', {
    given: given.activation_function,
    known: metadata?.activation_function,
    seen: /(solu|gelu|relu)/i.exec(model)?.[1]?.toLowerCase(),
    unknown: 'unknown',
  });
  const parameters = settle('num_total_parameters', {
    given: given.num_total_parameters,
    known: metadata?.num_total_parameters,
    unknown: 0,
  });
  const dataset = settle('dataset', { given: given.dataset, known: metadata?.dataset, unknown: 'unknown' });
  const origins = {
    num_layers: layers.origin,
    layer_size: size.origin,
    activation_function: activation.origin,
    num_total_parameters: parameters.origin,
    dataset: dataset.origin,
  };
  const inferred = SETTLED.filter(
    (key) => origins[key] === 'unknown' || origins[key] === 'inferred from what was read',
  );
  return {
    metadata: {
      ...others,
      name: model,
      num_layers: layers.value,
      layer_size: size.value,
      activation_function: activation.value,
      num_total_neurons: layers.value * size.value,
      num_total_parameters: parameters.value,
      dataset: dataset.value,
      available_services: mergeServices(known?.metadata.available_services ?? [], services),
      ...(inferred.length > 0 && { inferred }),
      // What is said already of how the data came about stays as it is: an import adds to it, it does not replace it.
      provenance: {
        ...(known?.metadata.provenance ?? {
          source: circumstances.source,
          recorder: circumstances.recorder,
          recorded_at: circumstances.begunAt,
        }),
        ...(given.licence !== undefined && { licence: given.licence }),
      },
    },
    origins,
  };
}

/** `metadata` first, then those there were, then the new ones by name. */
function mergeServices(before: readonly string[], added: readonly string[]): string[] {
  return [...new Set(['metadata', ...before, ...[...added].sort()])];
}
