import * as v from 'valibot';
import { count, measure, share } from './scalars.ts';

/** A neuron's place in its model. */
export const NeuronIndexSchema = v.object({ layer: count, neuron: count });
export type NeuronIndex = v.InferOutput<typeof NeuronIndexSchema>;

/** One text and the neuron's activation on each of its tokens. */
export const TextSchema = v.pipe(
  v.object({
    /** The range that the neuron's texts are coloured by: the neuron's own, over everything seen. */
    min_range: v.number(),
    max_range: v.number(),
    /** The extremes over this text. */
    min_activation: v.number(),
    max_activation: v.number(),
    /** Number of the text in the stream that was read. */
    data_index: count,
    max_activating_token_index: count,
    /** Raw strings of the tokenizer; joined they are the text. Hostile input: draw as text only. */
    tokens: v.array(v.string()),
    /** One per token, in the model's own unit. */
    activations: v.array(v.number()),
  }),
  v.check((text) => text.tokens.length === text.activations.length, 'tokens and activations differ in length'),
  v.check(
    (text) => text.max_activating_token_index < Math.max(1, text.tokens.length),
    'max_activating_token_index lies outside the text',
  ),
);
export type Text = v.InferOutput<typeof TextSchema>;

/** The neuron's activation over every token seen, special tokens left out. Moments are those of the population. */
export const StatisticsSchema = v.object({
  /** Null where the source states moments without saying of how many tokens. */
  num_tokens: v.nullable(count),
  minimum: measure,
  maximum: measure,
  mean: measure,
  variance: measure,
  skewness: measure,
  /** Fourth standardised moment; 3 for a normal distribution. */
  kurtosis: measure,
  /** Share of tokens with an activation above 0, from 0 to 1. */
  fraction_positive: measure,
});
export type Statistics = v.InferOutput<typeof StatisticsSchema>;

/** Texts drawn at random among those whose maximum activation lies in one band of quantiles of all texts' maxima. */
export const SampleSchema = v.object({ min_quantile: share, max_quantile: share, texts: v.array(TextSchema) });
export type Sample = v.InferOutput<typeof SampleSchema>;

/** How many tokens have an activation in each bin, over every token seen: bin k is [edges[k], edges[k + 1]), the last one closed. */
export const HistogramSchema = v.pipe(
  v.object({ edges: v.array(v.pipe(v.number(), v.finite())), counts: v.array(count) }),
  v.check(({ edges, counts }) => edges.length === counts.length + 1, 'edges must be one more than counts'),
);
export type Histogram = v.InferOutput<typeof HistogramSchema>;

/** `neuroscope` page of a neuron: its texts by descending maximum activation. What is optional is an addition of ours. */
export const NeuroscopeNeuronSchema = v.object({
  neuron_index: NeuronIndexSchema,
  texts: v.array(TextSchema),
  statistics: v.optional(StatisticsSchema),
  /** By descending quantile. */
  samples: v.optional(v.array(SampleSchema)),
  histogram: v.optional(HistogramSchema),
});
export type NeuroscopeNeuron = v.InferOutput<typeof NeuroscopeNeuronSchema>;

/** A neuron and its importance: the first text's maximum less its minimum activation. */
export const ImportantNeuronSchema = v.tuple([NeuronIndexSchema, v.number()]);
export type ImportantNeuron = v.InferOutput<typeof ImportantNeuronSchema>;

/**
 * Parallel to `important_neurons`: for each, up to three tokens on which its texts peak, commonest first. An addition of
 * this project's, so that a list can say at a glance what a neuron is about.
 */
const peakTokens = v.optional(v.array(v.array(v.string())));

/** `neuroscope` page of a layer. The order is the server's: ours descends, the reference server's ascends. */
export const NeuroscopeLayerSchema = v.object({
  num_neurons: count,
  important_neurons: v.array(ImportantNeuronSchema),
  peak_tokens: peakTokens,
});
export type NeuroscopeLayer = v.InferOutput<typeof NeuroscopeLayerSchema>;

/** `neuroscope` page of a model. */
export const NeuroscopeModelSchema = v.object({
  important_neurons: v.array(ImportantNeuronSchema),
  peak_tokens: peakTokens,
});
export type NeuroscopeModel = v.InferOutput<typeof NeuroscopeModelSchema>;
