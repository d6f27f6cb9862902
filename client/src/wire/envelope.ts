import * as v from 'valibot';
import { MetadataSchema } from './metadata.ts';

/** Answer of one service: its page (not yet validated), or what it would need to have one. */
export const EnvelopeSchema = v.union([
  v.object({ data: v.unknown(), metadata: MetadataSchema }),
  v.object({ missing_data_types: v.array(v.string()), metadata: MetadataSchema }),
]);
export type Envelope = v.InferOutput<typeof EnvelopeSchema>;

/** One service's part of an `all` answer. */
export const PartSchema = v.union([
  v.object({ data: v.unknown() }),
  v.object({ missing_data_types: v.array(v.string()) }),
  v.object({ error: v.string() }),
]);
export type Part = v.InferOutput<typeof PartSchema>;

/** Answer of `GET /api/{model}/all[/{layer}[/{neuron}]]`: one part for every service that the API has. */
export const AllSchema = v.record(v.string(), PartSchema);
export type All = v.InferOutput<typeof AllSchema>;

/** RFC 9457 problem document, the body of an error for callers that accept JSON. */
export const ProblemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;
