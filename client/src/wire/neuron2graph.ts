import * as v from 'valibot';
import { NeuronIndexSchema } from './neuroscope.ts';
import { count, measure, share } from './scalars.ts';

/** Precision, recall and F1 of one class of tokens; null where undefined. */
const ClassQualitySchema = v.object({ precision: measure, recall: measure, f1: measure, count });

/** How well a neuron's patterns predict it on texts that they were not made from. */
const QualitySchema = v.object({
  num_texts: count,
  num_tokens: count,
  /** Tokens whose true activation is above half of the neuron's maximum. */
  firing: ClassQualitySchema,
  non_firing: ClassQualitySchema,
  /** Pearson correlation of predicted and true activations. */
  correlation: measure,
});

/** `neuron2graph` page of a neuron. What is optional is an addition of this project's. */
export const Neuron2GraphSchema = v.object({
  graph: v.object({
    /** Where each subgraph begins in `graph`, and the end of the last: one entry more than there are subgraphs. */
    subgraph_indices: v.array(count),
    graph: v.array(v.object({ token: v.string(), required: v.array(count), importance: share })),
  }),
  graphviz: v.string(),
  similar: v.array(v.object({ ...NeuronIndexSchema.entries, similarity: share })),
  /** The patterns, from which the neuron can be simulated on new text without the model. */
  trie: v.optional(
    v.object({
      tokens: v.array(v.string()),
      /** `[parent, token, activation, importance, end]`, breadth first; -1 for no parent and for any token. */
      nodes: v.array(
        v.tuple([
          v.pipe(v.number(), v.integer()),
          v.pipe(v.number(), v.integer()),
          v.number(),
          v.number(),
          v.nullable(v.number()),
        ]),
      ),
      base_maximum: v.number(),
      activation_threshold: share,
      importance_threshold: share,
    }),
  ),
  quality: v.optional(v.object({ top: QualitySchema, random: QualitySchema })),
  /** How substitutes for tokens were found. */
  augmentation: v.optional(v.string()),
});
export type Neuron2Graph = v.InferOutput<typeof Neuron2GraphSchema>;

/** A token's place in {@link Neuron2GraphModelSchema}'s `tokens`, and how strongly it counts for the neuron. */
const StrengthSchema = v.tuple([count, share]);

/**
 * `neuron2graph` page of a model, an addition of this project's: the tokens of every neuron's graph, exact as the
 * tokenizer has them, so that similarity can be computed without reading every neuron's page.
 */
export const Neuron2GraphModelSchema = v.object({
  tokens: v.array(v.string()),
  /** By (layer, neuron); a neuron without tokens is left out. */
  neurons: v.array(
    v.object({
      ...NeuronIndexSchema.entries,
      /** Tokens that the neuron fires on, with its mean activation there as a share of its maximum. */
      activating: v.array(StrengthSchema),
      /** Tokens that matter before these, with their importance. */
      important: v.array(StrengthSchema),
    }),
  ),
});
export type Neuron2GraphModel = v.InferOutput<typeof Neuron2GraphModelSchema>;
