import * as v from 'valibot';
import { measure } from './scalars.ts';

/** `neuron_explainer` page of a neuron. What is optional is an addition of this project's. */
export const NeuronExplainerSchema = v.object({
  explanation: v.string(),
  /** Null where none was published. */
  score: measure,
  /** What wrote the explanation: `patterns` (our own, from Neuron2Graph's patterns) or a language model's name. */
  explainer: v.optional(v.string()),
  /** What `score` is, e.g. `ev_correlation_score`. */
  score_kind: v.optional(v.string()),
  /** The texts that the score was measured on. */
  scored_on: v.optional(v.string()),
});
export type NeuronExplainer = v.InferOutput<typeof NeuronExplainerSchema>;
