import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { httpTransport } from '@deepdecipher/client';
import { datasetTransport, openDataset } from '@deepdecipher/client/node';
import { startServer } from './support/running.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/data/py-solu-2l.db', import.meta.url));

describe('a dataset file read without a server', () => {
  it('gives the same answers as over HTTP', async () => {
    const server = await startServer({ datasets: [openDataset(EXAMPLE)] });
    const http = httpTransport(server.address);
    using file = datasetTransport(EXAMPLE);
    const model = '/api/py-solu-2l';
    const paths = [
      '/api',
      '/api/',
      ...['', '/metadata', '/all', '/all/1', '/all/1/435', '/neuroscope/1/435?get=texts', '/neuroscope/1/435/?x=1'],
      ...['/neuron2graph/1/435', '/neuron2graph-search?query=any:if', '/notes', '/all/2', '/all/1/512', '/all/one'],
      ...['/neuroscope/1/435?get=nothing', '/all/1/2/3', '/%2Fetc'],
    ].map((path) => (path.startsWith('/api') ? path : model + path));
    try {
      for (const path of [...paths, '/api/other']) {
        const [ours, theirs] = await Promise.all([file.get(path), http.get(path)]);
        const strong = theirs.kind === 'page' ? { ...theirs, etag: theirs.etag?.replace('W/', '') } : theirs;
        assert.deepEqual(ours, strong, path);
      }
    } finally {
      await server.close();
    }
  });
});
