import { STATUS_CODES } from 'node:http';
import type { Problem } from '@deepdecipher/client/wire';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/**
 * Answers with an error: an RFC 9457 problem document for callers that ask for JSON by name, plain text for the rest.
 *
 * @param detail written for the caller: what was asked for, what was found, what to do
 */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  detail: string,
): FastifyReply {
  reply.code(status).header('vary', 'Accept, Origin');
  const type = new Negotiator(request.raw).mediaType(['text/plain', 'application/problem+json', 'application/json']);
  if (type === undefined || type === 'text/plain') return reply.type('text/plain; charset=utf-8').send(`${detail}\n`);
  const problem: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
  return reply.type('application/problem+json').send(JSON.stringify(problem));
}
