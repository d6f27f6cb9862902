import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Dataset, openDataset } from '@deepdecipher/client/node';
import {
  metadataOf,
  type PageWriter,
  temporaryFolder,
  writeDataset,
} from '../../../client/test/helpers/dataset-file.ts';
import { type AppOptions, buildApp } from '../../src/app.ts';
import { createSite } from '../../src/website/site.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  readonly body: Buffer;
  /** Unpacked. */
  readonly text: string;
}

export interface Running {
  readonly address: string;
  readonly datasets: readonly Dataset[];
  /** Asks over a real connection, with exactly these headers. */
  ask(path: string, headers?: Record<string, string>, method?: string): Promise<Reply>;
  close(): Promise<void>;
}

const SCRIPT = 'document.title += "";';

/**
 * A server that listens on a free port, unless told otherwise over two models: `tiny` has neuroscope pages, `other` has
 * those and a page of a service of its own, `notes`. Closing it closes its datasets.
 */
export async function startServer(options: Partial<AppOptions> = {}): Promise<Running> {
  const folder = temporaryFolder();
  writeDataset(folder.path('tiny.db'), metadataOf('tiny'));
  writeDataset(folder.path('other.db'), metadataOf('other', ['metadata', 'neuroscope', 'notes']), writeNotes);
  const { datasets = ['tiny.db', 'other.db'].map((name) => openDataset(folder.path(name))) } = options;
  const app = buildApp({ site: createSite(SCRIPT), ...options, datasets });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    address,
    datasets,
    ask: (path, headers, method) => ask(address + path, headers, method),
    async close() {
      await app.close();
      for (const dataset of datasets) dataset.close();
      folder.remove();
    },
  };
}

/** A page with a member named like one of its envelope's. */
export const NOTES = { seen: true, metadata: { by: 'a reader' } };

function writeNotes(write: PageWriter): void {
  write('notes', -1, -1, NOTES);
}

export async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  const sent = request(url, { headers, method, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const isPacked = response.headers['content-encoding'] === 'gzip' && body.length > 0;
  return {
    status: response.statusCode,
    headers: response.headers,
    body,
    text: (isPacked ? gunzipSync(body) : body).toString(),
  };
}
