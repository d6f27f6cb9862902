import * as v from 'valibot';
import { count, label } from './scalars.ts';

/** How a recorded dataset came about; every number on screen is to be read with it. */
export const ProvenanceSchema = v.object({
  /** What text was read, in words. */
  source: v.optional(v.string()),
  /** Version or hash of the model and of the text. */
  revision: v.optional(v.string()),
  /** Licence under which model, text and activations may be passed on. */
  licence: v.optional(v.string()),
  /** ISO 8601 instant, UTC. */
  recorded_at: v.optional(v.string()),
  /** Program and version that wrote the dataset. */
  recorder: v.optional(v.string()),
  /** Where in the model the activations were taken, e.g. `blocks.{layer}.mlp.hook_mid`. */
  hook: v.optional(v.string()),
  /** What was done to the activations before they were stored. */
  normalisation: v.optional(v.string()),
  /** How tokens that are no text (beginning of sequence, padding) were treated. */
  special_tokens: v.optional(v.string()),
  /** Texts seen. */
  num_texts: v.optional(count),
  /** Tokens seen. */
  num_tokens: v.optional(count),
  /** To what precision activations are stored. */
  activation_precision: v.optional(v.string()),
});
export type Provenance = v.InferOutput<typeof ProvenanceSchema>;

/** A model as the API lists it; also the page of the `metadata` service. */
export const MetadataSchema = v.object({
  name: label,
  num_layers: count,
  /** Neurons in each layer. */
  layer_size: count,
  activation_function: v.string(),
  num_total_neurons: count,
  num_total_parameters: count,
  /** The text the model was trained on or the neurons were recorded on. */
  dataset: v.string(),
  available_services: v.array(v.string()),
  provenance: v.optional(ProvenanceSchema),
});
export type Metadata = v.InferOutput<typeof MetadataSchema>;

/** Answer of `GET /api`. */
export const ModelListSchema = v.object({ models: v.array(MetadataSchema) });
