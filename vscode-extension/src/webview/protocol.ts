import * as v from 'valibot';

/**
 * The messages between the extension host and the panel's page. Each side validates what it receives; a message that is
 * none of these is logged and dropped.
 */

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A neuron, a layer (no `neuron`) or a model (neither). */
export const TargetSchema = v.object({
  model: v.pipe(v.string(), v.nonEmpty()),
  layer: v.exactOptional(index),
  neuron: v.exactOptional(index),
});
export type Target = v.InferOutput<typeof TargetSchema>;

/** What the page keeps over a reload of the window (`setState`). */
export const StateSchema = v.object({ target: TargetSchema });
export type State = v.InferOutput<typeof StateSchema>;

/** From the page to the extension host. */
export const ToHostSchema = v.variant('type', [
  /** The page has been loaded, for the first time or again, and wants to be told what to show. */
  v.object({ type: v.literal('ready') }),
  /** The page shows something else now. */
  v.object({ type: v.literal('moved'), target: TargetSchema }),
  /** A message of the client’s channel, which checks it itself. */
  v.object({ type: v.literal('channel'), message: v.unknown() }),
]);
export type ToHost = v.InferOutput<typeof ToHostSchema>;

/** From the extension host to the page. */
export const ToPageSchema = v.variant('type', [
  v.object({ type: v.literal('show'), target: TargetSchema }),
  /** The API, at `address`, may answer otherwise than before: ask it again before anything that is kept is shown. */
  v.object({ type: v.literal('renew'), address: v.string() }),
  v.object({ type: v.literal('channel'), message: v.unknown() }),
]);
export type ToPage = v.InferOutput<typeof ToPageSchema>;
