import { nothingAt } from '@deepdecipher/client/node/answers';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

const FIRST_SEGMENTS: ReadonlySet<string> = new Set(['', 'api', 'viz']);

/** Answers what no route answers, and what a route threw. */
export function answerErrors(app: FastifyInstance): void {
  // No route takes a body, so none is read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*/s, '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply.header('allow', 'GET, HEAD');
      return sendProblem(request, reply, 405, `${request.method} is not possible here: this server is only read from.`);
    }
    const status = FIRST_SEGMENTS.has(path.split('/')[1] ?? '') ? 404 : 400;
    return sendProblem(request, reply, status, nothingAt(path));
  });

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const { statusCode: status = 500 } = error;
    if (status < 500) return sendProblem(request, reply, status, error.message);
    request.log.error({ err: error, url: request.url }, 'a request failed');
    return sendProblem(request, reply, 500, 'The server could not answer. Its log says why.');
  });
}
