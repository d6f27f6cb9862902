import * as v from 'valibot';

/**
 * The messages between the extension host and the panel's page. Each side validates what it receives; a message that is
 * none of these is logged and dropped. Every `get` is answered by one `reply` or `failure` with its `id`, unless it was
 * cancelled.
 */

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const requestId = v.pipe(v.number(), v.integer());

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
  /** Ask the API for a path. Only paths of the API: the page cannot make the host ask anything else. */
  v.object({
    type: v.literal('get'),
    id: requestId,
    path: v.pipe(v.string(), v.regex(/^\/api(?:\/[\w.%~!'()*-]+)*$/)),
    etag: v.exactOptional(v.string()),
  }),
  /** The answer is no longer wanted. */
  v.object({ type: v.literal('cancel'), id: requestId }),
]);
export type ToHost = v.InferOutput<typeof ToHostSchema>;

const ReplySchema = v.variant('kind', [
  v.object({ kind: v.literal('page'), body: v.string(), etag: v.exactOptional(v.string()) }),
  v.object({ kind: v.literal('not-modified') }),
  v.object({ kind: v.literal('absent'), message: v.string() }),
]);

/** An error of the client's family, as it crosses. `request` is the address that was asked. */
const FailureSchema = v.variant('kind', [
  v.object({ kind: v.literal('unreachable'), request: v.string() }),
  v.object({ kind: v.literal('status'), request: v.string(), status: v.number(), detail: v.string() }),
]);
export type Failure = v.InferOutput<typeof FailureSchema>;

/** From the extension host to the page. */
export const ToPageSchema = v.variant('type', [
  v.object({ type: v.literal('show'), target: TargetSchema }),
  /** The API, at `address`, may answer otherwise than before: forget all answers and ask again. */
  v.object({ type: v.literal('renew'), address: v.string() }),
  v.object({ type: v.literal('reply'), id: requestId, reply: ReplySchema }),
  v.object({ type: v.literal('failure'), id: requestId, failure: FailureSchema }),
]);
export type ToPage = v.InferOutput<typeof ToPageSchema>;
