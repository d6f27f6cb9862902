import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { hostOfHeader, hostOfOrigin, isLoopback } from './loopback.ts';
import { sendProblem } from './problem.ts';

export interface Access {
  /** Name or address that the server listens on. */
  readonly host: string;
  /** Origins, besides those of this machine, that may read answers; their hosts may name the server, too. */
  readonly allowedOrigins: readonly string[];
}

// For every answer; a page of the website replaces the first with its own.
const PROTECTION = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Lets pages of this machine and of the allowed origins read answers, and no other page. A page that has its own name
 * resolve to this machine (DNS rebinding) is refused by the name that it asks for.
 */
export function restrictAccess(app: FastifyInstance, { host, allowedOrigins }: Access): void {
  const allowedHosts = new Set([host.toLowerCase(), ...allowedOrigins.map(hostOfOrigin)]);
  // Listening on all addresses, the server cannot know its names; an address as such cannot be rebound.
  const isOwnAddress = (name: string) => ANY_ADDRESS.has(host) && /^(\[.*\]|[\d.]+)$/.test(name);

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(PROTECTION);
    const name = hostOfHeader(request.headers.host ?? '');
    if (name !== undefined && (isLoopback(name) || allowedHosts.has(name) || isOwnAddress(name))) return done();
    sendProblem(
      request,
      reply,
      403,
      `This server does not answer to the name ${JSON.stringify(name ?? '')}. ` +
        'Ask for it by its address, or start it with --host NAME or --allow-origin http://NAME.',
    );
  });
  app.register(cors, {
    origin: (origin, decide) => decide(null, origin !== undefined && isReader(origin)),
    methods: ['GET', 'HEAD'],
    exposedHeaders: ['ETag', 'DeepDecipher-Dataset'],
    maxAge: 600,
  });

  function isReader(origin: string): boolean {
    const name = hostOfOrigin(origin);
    return name !== undefined && (isLoopback(name) || allowedOrigins.includes(origin));
  }
}
