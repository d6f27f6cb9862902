import { type Api, answerRequest, type Catalogue } from '@deepdecipher/client/node/answers';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';
import { sendAnswer } from './send-answer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The routes under `/api`, and under `/bin` the reference server's binary form, which this one does not have. */
export function answerApi(app: FastifyInstance, catalogue: Catalogue, api: Api): void {
  for (const path of ['/api', '/api/*']) {
    app.get(path, async (request, reply) => {
      // Whoever asks learns, also from a 304, whether all that it has of these datasets still holds.
      reply.header('deepdecipher-dataset', catalogue.version);
      const answer = await answerRequest(catalogue, api, request.url);
      return answer.found
        ? sendAnswer(request, reply, answer, JSON_TYPE)
        : sendProblem(request, reply, answer.status, answer.message);
    });
  }

  app.get('/bin/*', (request, reply) =>
    sendProblem(
      request,
      reply,
      400,
      `There is no binary form here. The same page as JSON: ${request.url.replace('/bin', '/api')}`,
    ),
  );
}
