import { datasetTransport } from '../../src/node/index.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/**
 * A dataset file over real HTTP, on a free loopback port, answered by {@link datasetTransport}.
 *
 * @param twin a second name under which the file's only model is served, too
 */
export async function serveDataset(file: string, twin?: string): Promise<TestServer> {
  const transport = datasetTransport(file);
  let isClosed = false;
  const { models } = JSON.parse(await bodyOf('/api'));
  const { name } = models[0];

  async function bodyOf(path: string): Promise<string> {
    const reply = await transport.get(path);
    return reply.kind === 'page' ? reply.body : '';
  }

  const server = await startTestServer(async (request, response) => {
    const asked = request.url ?? '';
    const isTwin = twin !== undefined && asked.startsWith(`/api/${twin}/`);
    const reply = await transport.get(isTwin ? asked.replace(twin, name) : asked);
    if (reply.kind !== 'page') {
      response.writeHead(404).end(reply.kind === 'absent' ? reply.message : '');
      return;
    }
    const body = isTwin ? reply.body.replaceAll(`"name":"${name}"`, `"name":"${twin}"`) : reply.body;
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  return {
    address: server.address,
    requests: server.requests,
    async close() {
      if (isClosed) return;
      isClosed = true;
      await server.close();
      transport.close();
    },
  };
}
