import type { Dataset } from '@deepdecipher/client/node';
import { createAnswerStore, createApi, createCatalogue } from '@deepdecipher/client/node/answers';
import fastify, { type FastifyInstance } from 'fastify';
import { restrictAccess } from './http/access.ts';
import { answerApi } from './http/api-routes.ts';
import { answerErrors } from './http/errors.ts';
import { sendProblem } from './http/problem.ts';
import { answerWebsite } from './http/website-routes.ts';
import type { Site } from './website/site.ts';

export interface AppOptions {
  /** Served together as one API; the caller closes them. */
  readonly datasets: readonly Dataset[];
  /** The website, see `loadSite`; without it there are no pages under `/viz`. */
  readonly site?: Site;
  /** Name or address that the server will listen on: the only one, besides those of this machine, it answers to. @default '127.0.0.1' */
  readonly host?: string;
  /** Origins that may read answers besides those of this machine, e.g. `https://lab.example`. @default [] */
  readonly allowedOrigins?: readonly string[];
  /** Bytes of compressed answers made on demand that are kept in memory. @default 64 MiB */
  readonly cacheBytes?: number;
  /** Where failures of the server are written, as lines of JSON. @default standard error */
  readonly log?: { write(line: string): void };
}

const DEFAULT_CACHE_BYTES = 64 * 2 ** 20;
// Names of models are at most this long in an address; the router's own limit is 100.
const MAX_SEGMENT = 500;

/**
 * Makes the server over datasets; it does not listen yet.
 *
 * @throws {DatasetError} if two datasets have a model of the same name
 */
export function buildApp({
  datasets,
  site,
  host = '127.0.0.1',
  allowedOrigins = [],
  cacheBytes = DEFAULT_CACHE_BYTES,
  log = process.stderr,
}: AppOptions): FastifyInstance {
  const app = fastify({
    logger: { level: 'error', stream: log },
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_SEGMENT },
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, 400, error.message),
  });
  const catalogue = createCatalogue(datasets);
  const store = createAnswerStore(cacheBytes);
  const api = createApi(catalogue, store, (error) => app.log.error({ err: error }, 'a page is damaged'));

  restrictAccess(app, { host, allowedOrigins });
  answerErrors(app);
  answerApi(app, catalogue, api);
  if (site) answerWebsite(app, catalogue, api, store, site);
  return app;
}
