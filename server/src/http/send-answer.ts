import { type Answer, decompress } from '@deepdecipher/client/node/answers';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import Negotiator from 'negotiator';

/** Sends an answer: 304 if the caller has it, as it is stored if the caller takes gzip, else unpacked. */
export async function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, gzipped }: Answer,
  type: string,
): Promise<FastifyReply> {
  const takesGzip = new Negotiator(request.raw).encoding(['gzip', 'identity']) === 'gzip';
  reply.headers({
    // The stored tag stands for the stored bytes; unpacked they are only equivalent, hence weak (RFC 9110, 8.8.3).
    etag: takesGzip ? etag : `W/${etag}`,
    'cache-control': 'no-cache',
    vary: 'Accept-Encoding, Origin',
  });
  // Only this header is looked at: fetch() adds `Cache-Control: no-cache` to conditional requests, which is no reason
  // to send the caller what it has.
  if (fresh({ 'if-none-match': request.headers['if-none-match'] }, { etag })) return reply.code(304).send();
  const body = await gzipped();
  reply.type(type);
  return takesGzip ? reply.header('content-encoding', 'gzip').send(body) : reply.send(await decompress(body));
}
