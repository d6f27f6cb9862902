import {
  ApiStatusError,
  ApiUnreachableError,
  InvalidReplyError,
  type Reply,
  type Transport,
  type TransportOptions,
} from '@deepdecipher/client';
import * as v from 'valibot';
import { type CancelMessage, type GetMessage, type KernelResult, ReplyMessageSchema } from './kernel-protocol.ts';

/** A widget's line to its kernel. */
export interface KernelChannel {
  /** Whether there is a kernel at the other end. */
  readonly live: boolean;
  send(message: GetMessage | CancelMessage): void;
}

export interface KernelTransportOptions {
  /** Milliseconds until the kernel must have answered; it may be busy with a cell. @default 20000 */
  readonly timeout?: number;
}

interface Waiter {
  readonly path: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Lets the kernel ask the API: works wherever the kernel reaches it, whatever the browser may do. */
export class KernelTransport implements Transport {
  readonly address = 'the notebook’s kernel';
  readonly #channel: KernelChannel;
  readonly #timeout: number;
  readonly #waiting = new Map<string, Waiter>();
  #requests = 0;

  constructor(channel: KernelChannel, { timeout = 20_000 }: KernelTransportOptions = {}) {
    this.#channel = channel;
    this.#timeout = timeout;
  }

  async get(path: string, { signal, etag }: TransportOptions = {}): Promise<Reply> {
    signal?.throwIfAborted();
    if (!this.#channel.live) throw this.#unreachable('no kernel is connected to this widget');
    this.#requests += 1;
    const id = String(this.#requests);
    const answer = new Promise<Reply>((resolve, reject) => this.#waiting.set(id, { path, resolve, reject }));
    const cancel = (reason: unknown) => {
      this.#waiting.get(id)?.reject(reason);
      this.#channel.send({ kind: 'cancel', id });
    };
    const handleAbort = () => cancel(signal?.reason);
    const timer = setTimeout(
      () => cancel(this.#unreachable(`it did not answer within ${this.#timeout / 1000} s; is it busy?`)),
      this.#timeout,
    );
    signal?.addEventListener('abort', handleAbort, { once: true });
    try {
      this.#channel.send({ kind: 'get', id, path, etag: etag ?? null });
      return await answer;
    } finally {
      this.#waiting.delete(id);
      clearTimeout(timer);
      signal?.removeEventListener('abort', handleAbort);
    }
  }

  /** Takes a message from the kernel. One that answers no open request is dropped: it is late, or for something else. */
  receive(message: unknown): void {
    const reply = v.safeParse(ReplyMessageSchema, message);
    if (!reply.success) return;
    const { id, result } = reply.output;
    const waiter = this.#waiting.get(id);
    if (waiter) this.#settle(waiter, result);
  }

  #settle({ path, resolve, reject }: Waiter, result: KernelResult): void {
    switch (result.kind) {
      case 'page':
        resolve({ kind: 'page', body: result.body, etag: result.etag ?? undefined });
        break;
      case 'not-modified':
      case 'absent':
        resolve(result);
        break;
      case 'unreachable':
        reject(this.#unreachable(result.reason));
        break;
      case 'status':
        reject(new ApiStatusError(path, result.status, result.detail));
        break;
      case 'invalid':
        reject(new InvalidReplyError(path, result.problem));
    }
  }

  #unreachable(reason: string): ApiUnreachableError {
    return new ApiUnreachableError(`${this.address} (${reason})`, { cause: new Error(reason) });
  }
}
