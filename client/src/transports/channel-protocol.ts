import * as v from 'valibot';

/**
 * What crosses between a page that wants answers and the host that gets them: a notebook's kernel, an editor's extension. Both
 * ends validate what they receive. Every `get` is answered by one `reply` with its `id`, unless it was cancelled.
 */

/** From the page: answer this path of the API. Only paths of the API, so that a page cannot make its host ask anything else. */
const GetSchema = v.object({
  kind: v.literal('get'),
  /** Names the request in the messages that follow; unique within the channel. */
  id: v.string(),
  path: v.pipe(v.string(), v.regex(/^\/api(?:\/(?!\.{1,2}(?:[/?]|$))[\w.%~!'()*-]+)*(?:\?[\w.%~!'()*=&-]*)?$/)),
  etag: v.nullable(v.string()),
});

/** From the page: the answer is not wanted any more. */
const CancelSchema = v.object({ kind: v.literal('cancel'), id: v.string() });

export const ChannelRequestSchema = v.variant('kind', [GetSchema, CancelSchema]);
export type ChannelRequest = v.InferOutput<typeof ChannelRequestSchema>;

const version = v.exactOptional(v.nullable(v.string()));

const ResultSchema = v.variant('kind', [
  v.object({ kind: v.literal('page'), body: v.string(), etag: v.nullable(v.string()), version }),
  v.object({ kind: v.literal('not-modified'), version }),
  v.object({ kind: v.literal('absent'), message: v.string() }),
  v.object({ kind: v.literal('unreachable'), request: v.string(), reason: v.nullable(v.string()) }),
  v.object({ kind: v.literal('status'), request: v.string(), status: v.number(), detail: v.string() }),
  v.object({ kind: v.literal('invalid'), request: v.string(), problem: v.string() }),
]);
export type ChannelResult = v.InferOutput<typeof ResultSchema>;

/** From the host: the answer to the request of this id. */
export const ChannelReplySchema = v.object({ kind: v.literal('reply'), id: v.string(), result: ResultSchema });
export type ChannelReply = v.InferOutput<typeof ChannelReplySchema>;
