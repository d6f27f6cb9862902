import * as v from 'valibot';
import { ApiStatusError, ApiUnreachableError, InvalidReplyError } from '../errors.ts';
import { ChannelReplySchema, type ChannelRequest, type ChannelResult } from './channel-protocol.ts';
import type { Reply, Transport, TransportOptions } from './transport.ts';

/** A page's line to its host. */
export interface Channel {
  /** Where the host gets its answers, for messages. */
  readonly address: string;
  /** Why nobody is at the other end, in a few words; undefined while somebody is. */
  readonly closed?: string | undefined;
  send(message: ChannelRequest): void;
}

export interface ChannelTransportOptions {
  /** Milliseconds until the host must have answered: it may be busy. @default 20000 */
  readonly timeout?: number;
}

/** A transport whose requests are made by the page's host. */
export interface ChannelTransport extends Transport {
  /** Takes a message from the host. One that answers no open request is dropped: it is late, or for something else. */
  receive(message: unknown): void;
}

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** Lets a host ask the API: works wherever the host reaches it, whatever the page may do. */
export function channelTransport(
  channel: Channel,
  { timeout = 20_000 }: ChannelTransportOptions = {},
): ChannelTransport {
  const waiting = new Map<string, Waiter>();
  // Hosts may tell several pages everything, and answer a page that was loaded anew: no two may use the same names.
  const name = Math.random().toString(36).slice(2);
  let requests = 0;

  const unreachable = (path: string, reason: string) =>
    new ApiUnreachableError(`${channel.address}${path}`, { reason });

  return {
    get address() {
      return channel.address;
    },

    async get(path: string, { signal, etag }: TransportOptions = {}): Promise<Reply> {
      signal?.throwIfAborted();
      if (channel.closed !== undefined) throw unreachable(path, channel.closed);
      requests += 1;
      const id = `${name}-${requests}`;
      const answer = new Promise<Reply>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const cancel = (reason: unknown) => {
        waiting.get(id)?.reject(reason);
        channel.send({ kind: 'cancel', id });
      };
      const handleAbort = () => cancel(signal?.reason);
      const late = () => cancel(unreachable(path, `no answer within ${timeout / 1000} s; is it busy?`));
      const timer = setTimeout(late, timeout);
      signal?.addEventListener('abort', handleAbort, { once: true });
      try {
        channel.send({ kind: 'get', id, path, etag: etag ?? null });
        return await answer;
      } finally {
        waiting.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', handleAbort);
      }
    },

    receive(message) {
      const reply = v.safeParse(ChannelReplySchema, message);
      const waiter = reply.success && waiting.get(reply.output.id);
      if (!waiter) return;
      const { result } = reply.output;
      const outcome = outcomeOf(result);
      if (outcome instanceof Error) waiter.reject(outcome);
      else waiter.resolve(outcome);
    },
  };
}

function outcomeOf(result: ChannelResult): Reply | Error {
  switch (result.kind) {
    case 'page':
      return { kind: 'page', body: result.body, etag: result.etag ?? undefined, ...versionOf(result) };
    case 'not-modified':
      return { kind: 'not-modified', ...versionOf(result) };
    case 'absent':
      return result;
    case 'unreachable':
      return new ApiUnreachableError(result.request, { reason: result.reason ?? undefined });
    case 'status':
      return new ApiStatusError(result.request, result.status, result.detail);
    case 'invalid':
      return new InvalidReplyError(result.request, result.problem);
  }
}

function versionOf({ version }: { readonly version?: string | null }): { readonly version?: string } {
  return version == null ? {} : { version };
}
