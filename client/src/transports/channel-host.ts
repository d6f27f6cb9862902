import * as v from 'valibot';
import { isDeepDecipherError } from '../errors.ts';
import { type ChannelReply, ChannelRequestSchema, type ChannelResult } from './channel-protocol.ts';
import type { Reply, Transport } from './transport.ts';

/** The host's end of a page's `ChannelTransport`. */
export interface ChannelHost {
  /** Takes a message from the page: a request is answered later, a cancelled one never. False for what is no such message. */
  receive(message: unknown): boolean;
  /** Cancels all that still runs. */
  dispose(): void;
}

export interface ChannelHostOptions {
  /** Sends a message to the page. */
  readonly send: (message: ChannelReply) => void;
  /** The transport to use at the time of a request. */
  readonly transport: () => Transport;
  /** Is told of errors that no transport should make; the page is told that no answer came. */
  readonly report: (error: unknown) => void;
}

/** Answers a page's requests over a transport that the host has. */
export function channelHost({ send, transport, report }: ChannelHostOptions): ChannelHost {
  const running = new Map<string, AbortController>();

  async function answer(id: string, path: string, etag: string | null): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const ask = async () => transport().get(path, { signal: abort.signal, etag: etag ?? undefined });
      const result = await ask().then(resultOf, (error: unknown) =>
        failureOf(error, path, abort.signal.aborted ? () => {} : report),
      );
      if (!abort.signal.aborted) send({ kind: 'reply', id, result });
    } finally {
      if (running.get(id) === abort) running.delete(id);
    }
  }

  return {
    receive(message) {
      const request = v.safeParse(ChannelRequestSchema, message);
      if (!request.success) return false;
      if (request.output.kind === 'cancel') running.get(request.output.id)?.abort();
      else void answer(request.output.id, request.output.path, request.output.etag);
      return true;
    },
    dispose() {
      for (const abort of running.values()) abort.abort();
      running.clear();
    },
  };
}

function resultOf(reply: Reply): ChannelResult {
  if (reply.kind === 'absent') return reply;
  const version = { version: reply.version ?? null };
  if (reply.kind === 'not-modified') return { kind: 'not-modified', ...version };
  return { kind: 'page', body: reply.body, etag: reply.etag ?? null, ...version };
}

function failureOf(error: unknown, path: string, report: (error: unknown) => void): ChannelResult {
  if (!isDeepDecipherError(error)) {
    report(error);
    return { kind: 'unreachable', request: path, reason: null };
  }
  const { request } = error;
  switch (error.name) {
    case 'ApiStatusError':
      return { kind: 'status', request, status: error.status, detail: error.detail };
    case 'InvalidReplyError':
      return { kind: 'invalid', request, problem: error.problem };
    case 'ApiUnreachableError':
      return { kind: 'unreachable', request, reason: error.reason ?? null };
  }
}
