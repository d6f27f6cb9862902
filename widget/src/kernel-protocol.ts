import * as v from 'valibot';

/** Browser to kernel: answer this path of the API. */
export interface GetMessage {
  readonly kind: 'get';
  /** Names the request in the messages that follow; unique within the widget. */
  readonly id: string;
  readonly path: string;
  readonly etag: string | null;
}

/** Browser to kernel: the answer is not wanted any more. */
export interface CancelMessage {
  readonly kind: 'cancel';
  readonly id: string;
}

const ResultSchema = v.variant('kind', [
  v.object({ kind: v.literal('page'), body: v.string(), etag: v.nullable(v.string()) }),
  v.object({ kind: v.literal('not-modified') }),
  v.object({ kind: v.literal('absent'), message: v.string() }),
  v.object({ kind: v.literal('unreachable'), reason: v.string() }),
  v.object({ kind: v.literal('status'), status: v.number(), detail: v.string() }),
  v.object({ kind: v.literal('invalid'), problem: v.string() }),
]);
export type KernelResult = v.InferOutput<typeof ResultSchema>;

/** Kernel to browser: the answer to the request of this id. */
export const ReplyMessageSchema = v.object({ kind: v.literal('reply'), id: v.string(), result: ResultSchema });
