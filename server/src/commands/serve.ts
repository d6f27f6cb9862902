import { openDataset } from '@deepdecipher/client/node';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import { isLoopback } from '../http/loopback.ts';
import { loadSite } from '../website/site.ts';
import { printable } from './printable.ts';

export interface ServeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly allowOrigin: readonly string[];
}

/** The server could not listen where it was told to; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/**
 * Serves dataset files until the process is told to end (SIGINT, SIGTERM). Once it listens it prints one line
 * `Serving MODELS at http://HOST:PORT`, for people and for programs that wait for it.
 *
 * @throws {DatasetError} if a file cannot be served
 * @throws {ListenError} if the port or host cannot be had
 */
export async function serve(files: readonly string[], { port, host, allowOrigin }: ServeOptions): Promise<void> {
  const datasets = files.map(openDataset);
  const app = buildApp({ datasets, site: await loadSite(), host, allowedOrigins: allowOrigin });
  app.addHook('onClose', () => {
    for (const dataset of datasets) dataset.close();
  });
  const address = await listen(app, port, host);
  const models = datasets.flatMap((dataset) => dataset.models.map((model) => model.metadata.name));
  console.log(`Serving ${printable(models.join(', ')) || 'no models'} at ${address}`);
  console.log(`  API      ${address}/api`);
  console.log(`  Website  ${address}/viz`);
  if (!isLoopback(host)) {
    console.error(`Warning: everybody who can reach ${host} can read these datasets. There is no login.`);
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void app.close());
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw new ListenError(explain(error, port, host), { cause: error });
  }
}

function explain(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use. Choose another with --port or DEEPDECIPHER_PORT; --port 0 takes any free one.`;
    case 'EACCES':
      return `port ${port} is reserved by the system. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine. Choose one that is with --host.`;
    default:
      return `cannot listen on ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
