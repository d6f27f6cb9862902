import type { FastifyInstance } from 'fastify';
import type { Api } from '../answers/api.ts';
import { locate, type Place, type Segments } from '../answers/locate.ts';
import { readSearchQuery } from '../answers/search-query.ts';
import type { Catalogue } from '../dataset/catalogue.ts';
import { NONE } from '../dataset/dataset.ts';
import { SEARCH_SERVICE } from '../dataset/token-search.ts';
import { sendProblem } from './problem.ts';
import { sendAnswer } from './send-answer.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The routes under `/api`, and under `/bin` the reference server's binary form, which this one does not have. */
export function answerApi(app: FastifyInstance, catalogue: Catalogue, api: Api): void {
  app.get('/api', (request, reply) => sendAnswer(request, reply, api.models(), JSON_TYPE));

  for (const path of ['', '/:service', '/:service/:layer', '/:service/:layer/:neuron']) {
    app.get<{ Params: Segments; Querystring: { query?: unknown } }>(`/api/:model${path}`, (request, reply) => {
      const located = locate(catalogue, request.params, 'metadata');
      if (located.found && isSearch(located.place)) {
        const query = readSearchQuery(request.query.query);
        if (!query.valid) return sendProblem(request, reply, 400, query.message);
        return sendAnswer(request, reply, api.search(located.place, query.terms), JSON_TYPE);
      }
      const answer = located.found ? api.at(located.place) : located;
      return answer.found
        ? sendAnswer(request, reply, answer, JSON_TYPE)
        : sendProblem(request, reply, 404, answer.message);
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

/** Searching is for a whole model; a model without an index of tokens says so as for any service that it lacks. */
function isSearch({ model, service, layer }: Place): boolean {
  return service === SEARCH_SERVICE && layer === NONE && model.services.includes(SEARCH_SERVICE);
}
