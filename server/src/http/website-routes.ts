import { pagePath } from '@deepdecipher/client';
import { NONE } from '@deepdecipher/client/node';
import {
  type AnswerStore,
  type Api,
  type Catalogue,
  locate,
  type Segments,
  tagOf,
} from '@deepdecipher/client/node/answers';
import type { Target } from '@deepdecipher/elements';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { absentPage, answerPath, modelsPage, subjectPage } from '../website/html.ts';
import type { Site } from '../website/site.ts';
import { sendAnswer } from './send-answer.ts';

const HTML_TYPE = 'text/html; charset=utf-8';

/** The routes under `/viz`: pages that need nothing but themselves for their first paint. */
export function answerWebsite(
  app: FastifyInstance,
  catalogue: Catalogue,
  api: Api,
  store: AnswerStore,
  site: Site,
): void {
  app.get('/', (_request, reply) => reply.redirect('/viz'));

  app.get('/viz', (request, reply) => {
    const html = modelsPage(site, [...catalogue.models.values()]);
    return send(request, reply, tagOf(html), () => html);
  });

  for (const path of ['', '/:service', '/:service/:layer', '/:service/:layer/:neuron']) {
    app.get<{ Params: Segments }>(`/viz/:model${path}`, (request, reply) => {
      const located = locate(catalogue, request.params, 'all');
      if (!located.found) {
        const target = targetWithoutService(request.params);
        if (target) return reply.redirect(pagePath(target));
        const { model } = request.params;
        return sendAbsent(reply, located.message, catalogue.models.has(model) ? model : undefined);
      }
      const { place } = located;
      const answer = api.all(place);
      const subject = { model: place.model.metadata.name, layer: indexOf(place.layer), neuron: indexOf(place.neuron) };
      const path = answerPath(subject);
      return send(request, reply, tagOf(site.etag, path, answer.etag), async () =>
        subjectPage(site, subject, { path, etag: answer.etag, text: await answer.text() }),
      );
    });
  }

  app.get('/viz/*', (_request, reply) =>
    sendAbsent(reply, 'The address of a page is /viz/MODEL/SERVICE/LAYER/NEURON, where SERVICE may be all.'),
  );

  function send(request: FastifyRequest, reply: FastifyReply, etag: string, make: () => string | Promise<string>) {
    reply.header('content-security-policy', site.contentSecurityPolicy);
    return sendAnswer(request, reply, store.answer(etag, make), HTML_TYPE);
  }

  function sendAbsent(reply: FastifyReply, message: string, model?: string) {
    reply.code(404).header('content-security-policy', site.contentSecurityPolicy);
    return reply.type(HTML_TYPE).send(absentPage(site, message, model));
  }
}

/** What `/viz/MODEL/LAYER[/NEURON]` names, which leaves out the service. */
function targetWithoutService({ model, service, layer, neuron }: Segments): Target | undefined {
  if (service === undefined || neuron !== undefined) return undefined;
  if (![service, layer ?? service].every((segment) => /^\d+$/.test(segment))) return undefined;
  return { model, layer: Number(service), neuron: layer === undefined ? undefined : Number(layer) };
}

function indexOf(index: number): number | undefined {
  return index === NONE ? undefined : index;
}
