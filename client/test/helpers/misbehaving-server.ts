import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sendJson, startTestServer, type TestServer } from './test-server.ts';

/** How one request is dealt with. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface MisbehavingServer extends TestServer {
  /** Sets how the next requests are dealt with, one after the other; the last behaviour stays. */
  behave(...behaviours: readonly [Behaviour, ...Behaviour[]]): void;
}

/** A real HTTP server on a free loopback port that does as it is told. */
export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  let next: readonly Behaviour[] = [hang];
  const server = await startTestServer((request, response) => {
    const [behaviour = hang] = next;
    if (next.length > 1) next = next.slice(1);
    behaviour(request, response);
  });
  return {
    ...server,
    behave: (...behaviours) => {
      next = behaviours;
    },
  };
}

export const sendPage =
  (value: unknown, etag?: string): Behaviour =>
  (request, response) =>
    sendJson(request, response, value, etag);

export const sendText =
  (text: string, type = 'application/json'): Behaviour =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': type }).end(text);

export const sendStatus =
  (status: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

/** Takes the request and says nothing, for ever. */
export const hang: Behaviour = () => {};

/** Cuts the connection before a word is said. */
export const reset: Behaviour = (request) => request.socket.resetAndDestroy();

/** Sends the beginning of a page; `then` comes when it is on its way. */
function sendHalf(value: unknown, then: (response: ServerResponse) => void): Behaviour {
  return (_request, response) => {
    const text = JSON.stringify(value);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2), () => then(response));
  };
}

export const hangInTheMiddle = (value: unknown) => sendHalf(value, () => {});
export const resetInTheMiddle = (value: unknown) => sendHalf(value, ({ socket }) => socket?.resetAndDestroy());

/** A gzipped page of which the second half is missing, though the length is right. */
export const sendTruncatedGzip =
  (value: unknown): Behaviour =>
  (_request, response) => {
    const whole = gzipSync(JSON.stringify(value));
    const half = whole.subarray(0, whole.length / 2);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': half.length }).end(half);
  };

/** Never stops sending. @param count is told how many bytes went out */
export const sendForever =
  (count: (bytes: number) => void): Behaviour =>
  (_request, response) => {
    const chunk = Buffer.alloc(65_536, 'x');
    response.writeHead(200, { 'content-type': 'application/json' });
    const send = () => {
      if (response.destroyed) return;
      count(chunk.length);
      response.write(chunk, () => setImmediate(send));
    };
    send();
  };
