import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { createClient, httpTransport } from '@deepdecipher/client';
import { AllSchema, EnvelopeSchema, ModelListSchema, ProblemSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { HOSTILE_TOKENS, metadataOf, UNSTORED } from '../../client/test/helpers/dataset-file.ts';
import { NOTES, type Running, startServer } from './support/running.ts';

describe('API', () => {
  let server: Running;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());

  const json = async (path: string) => {
    const { status, headers, text } = await server.ask(path);
    assert.equal(status, 200, text);
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    return JSON.parse(text);
  };

  it('lists all models in the order of the files', async () => {
    const list = v.parse(ModelListSchema, await json('/api'));
    assert.deepEqual(
      list.models.map((model) => model.name),
      ['tiny', 'other'],
    );
  });

  for (const path of ['', '/metadata', '/metadata/1', '/metadata/1/7']) {
    it(`answers /api/tiny${path} with the metadata`, async () => {
      const metadata = metadataOf('tiny');
      assert.deepEqual(await json(`/api/tiny${path}`), { data: metadata, metadata });
    });
  }

  for (const path of ['', '/1', '/1/3']) {
    it(`answers /api/tiny/neuroscope${path} with the stored bytes`, async () => {
      const [, layer = -1, neuron = -1] = path.split('/').map(Number);
      const stored = server.datasets[0]?.page({ model: 'tiny', service: 'neuroscope', layer, neuron });
      const reply = await server.ask(`/api/tiny/neuroscope${path}`, { 'accept-encoding': 'br, gzip' });
      assert.equal(reply.headers['content-encoding'], 'gzip');
      assert.deepEqual(reply.body, Buffer.from(stored?.body ?? []));
      assert.equal(reply.headers.etag, stored?.etag);
      v.parse(EnvelopeSchema, JSON.parse(reply.text));
    });

    it(`puts /api/tiny/all${path} together from the services' own pages`, async () => {
      const all = v.parse(AllSchema, await json(`/api/tiny/all${path}`));
      assert.deepEqual(Object.keys(all), ['metadata', 'neuroscope', 'notes']);
      for (const service of ['metadata', 'neuroscope']) {
        const { data } = await json(`/api/tiny/${service}${path}`);
        assert.deepEqual(all[service], { data });
      }
      assert.deepEqual(all['notes'], { missing_data_types: ['notes'] });
    });
  }

  it('says of a model which data it lacks', async () => {
    assert.deepEqual(await json('/api/tiny/notes'), { missing_data_types: ['notes'], metadata: metadataOf('tiny') });
    assert.deepEqual((await json('/api/other/notes')).data, NOTES);
    assert.deepEqual((await json('/api/other/all')).notes, { data: NOTES });
  });

  it('says within `all` which page is not stored', async () => {
    const { layer, neuron } = UNSTORED;
    const all = v.parse(AllSchema, await json(`/api/tiny/all/${layer}/${neuron}`));
    assert.deepEqual(all['neuroscope'], { missing_data_types: ['neuroscope'] });
    assert.ok('data' in (all['metadata'] ?? {}));
  });

  it('trims a trailing slash and ignores unknown query parameters', async () => {
    assert.deepEqual(await json('/api/tiny/neuroscope/1/3/'), await json('/api/tiny/neuroscope/1/3?x=1'));
    assert.deepEqual(await json('/api/'), await json('/api'));
  });

  describe('encodings and tags', () => {
    const paths = [
      '/api',
      '/api/tiny',
      '/api/tiny/neuroscope/1/3',
      '/api/tiny/all/1/3',
      '/api/tiny/notes',
      '/viz/tiny',
    ];
    for (const path of paths) {
      it(`holds for ${path}`, async () => {
        const packed = await server.ask(path, { 'accept-encoding': 'gzip' });
        const plain = await server.ask(path, { 'accept-encoding': 'gzip;q=0, identity' });
        assert.equal(packed.headers['content-encoding'], 'gzip');
        assert.equal(plain.headers['content-encoding'], undefined);
        assert.equal(gunzipSync(packed.body).toString(), plain.body.toString());
        assert.equal(plain.headers.etag, `W/${packed.headers.etag}`);
        for (const { headers, body } of [packed, plain]) {
          assert.equal(headers['cache-control'], 'no-cache');
          assert.equal(headers.vary, 'Accept-Encoding, Origin');
          assert.equal(headers['x-content-type-options'], 'nosniff');
          assert.equal(headers['content-length'], String(body.length));
        }
        const head = await server.ask(path, { 'accept-encoding': 'gzip' }, 'HEAD');
        assert.equal(head.body.length, 0);
        assert.equal(head.headers.etag, packed.headers.etag);
        assert.equal(head.headers['content-length'], packed.headers['content-length']);
      });

      it(`answers 304 for ${path} to who has it`, async () => {
        const { headers } = await server.ask(path);
        const etag = String(headers.etag).replace('W/', '');
        for (const known of [etag, `W/${etag}`, `"other", W/${etag}`, '*']) {
          const reply = await server.ask(path, { 'if-none-match': known, 'cache-control': 'no-cache' });
          assert.equal(reply.status, 304, known);
          assert.equal(reply.body.length, 0);
          assert.equal(String(reply.headers.etag).replace('W/', ''), etag);
        }
        for (const other of ['"other"', etag.slice(0, -2), '']) {
          assert.equal((await server.ask(path, { 'if-none-match': other })).status, 200, other);
        }
      });
    }

    it('gives different answers different tags', async () => {
      const all = [
        '/api/tiny/all',
        '/api/other/all',
        '/api/tiny/all/0',
        '/api/tiny/all/1',
        '/api/tiny/all/1/3',
        '/viz/tiny',
      ];
      const replies = await Promise.all(all.map((path) => server.ask(path)));
      assert.equal(new Set(replies.map(({ headers }) => headers.etag)).size, all.length);
    });
  });

  it('names the version of its data with every answer under /api, also when nothing has changed', async () => {
    const { headers } = await server.ask('/api');
    const version = headers['deepdecipher-dataset'];
    assert.match(String(version), /^[\w-]{22}$/);
    const known = { 'if-none-match': String(headers.etag) };
    for (const reply of [
      await server.ask('/api', known),
      await server.ask('/api/huge'),
      await server.ask('/api/tiny/all'),
    ]) {
      assert.equal(reply.headers['deepdecipher-dataset'], version, String(reply.status));
    }
  });

  it('sends one member of a page when asked to', async () => {
    const { data } = await json('/api/tiny/neuroscope/1/3');
    assert.deepEqual(await json('/api/tiny/neuroscope/1/3?get=neuron_index'), {
      data: data.neuron_index,
      metadata: metadataOf('tiny'),
    });
    assert.equal((await server.ask('/api/tiny/neuroscope/1/3?get=dreams')).status, 404);
  });

  describe('errors', () => {
    const long = 'x'.repeat(150);
    const cases: readonly (readonly [string, number, RegExp])[] = [
      ['/api/huge', 404, /^There is no model "huge"\. The models are: tiny, other\.$/],
      ['/api/huge/all/1/3', 404, /no model "huge"/],
      [`/api/${long}`, 404, /no model "x{100}…"/],
      ['/api/%3Cb%3E%22', 404, /no model "<b>\\""/],
      [
        '/api/tiny/dreams',
        404,
        /^There is no service "dreams"\. The services are: metadata, neuroscope, notes, all\.$/,
      ],
      ['/api/tiny/all/2', 404, /^layer 2 is out of range: tiny has layers 0 to 1\.$/],
      ['/api/tiny/metadata/2/0', 404, /layer 2 is out of range/],
      ['/api/tiny/neuroscope/1/600', 404, /^neuron 600 is out of range: layer 1 of tiny has neurons 0 to 7\.$/],
      ['/api/tiny/neuroscope/1/99999999999999999999999', 404, /out of range/],
      ['/api/tiny/all/one', 404, /^"one" is not the number of a layer: tiny has layers 0 to 1\.$/],
      ['/api/tiny/all/1/-3', 404, /^"-3" is not the number of a neuron/],
      ['/api/tiny/all/1/3.0', 404, /not the number of a neuron/],
      ['/api/tiny/neuroscope/1/7', 404, /no neuroscope page for neuron 7 of layer 1 of tiny/],
      ['/api/other/notes/1', 404, /no notes page for layer 1 of other/],
      ['/api/tiny/all/1/3/4', 404, /There is nothing at \/api\/tiny\/all\/1\/3\/4/],
      ['/api/%E0%A4', 400, /not a valid url/],
      ['/bin/tiny/all/1/3', 400, /no binary form.*\/api\/tiny\/all\/1\/3/],
      ['/data/tiny/all', 400, /There is nothing at \/data\/tiny\/all\. Data are at \/api/],
    ];
    for (const [path, status, message] of cases) {
      it(`answers ${path.slice(0, 60)} with ${status}`, async () => {
        const plain = await server.ask(path, { accept: '*/*' });
        assert.equal(plain.status, status);
        assert.equal(plain.headers['content-type'], 'text/plain; charset=utf-8');
        assert.match(plain.text.trim(), message);
        for (const accept of ['application/json', 'application/problem+json', 'application/json, text/plain;q=0.5']) {
          const reply = await server.ask(path, { accept });
          assert.match(reply.headers['content-type'] ?? '', /^application\/problem\+json/);
          const problem = v.parse(ProblemSchema, JSON.parse(reply.text));
          assert.equal(reply.status, status);
          assert.equal(problem.status, status);
          assert.match(problem.detail, message);
        }
      });
    }

    it('refuses to be written to', async () => {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const reply = await server.ask('/api/tiny', {}, method);
        assert.equal(reply.status, 405);
        assert.equal(reply.headers.allow, 'GET, HEAD');
      }
    });
  });

  describe('with the client', () => {
    it('is understood', async () => {
      const client = createClient({ transport: httpTransport(server.address), freshFor: 0 });
      assert.equal((await client.models()).value.length, 2);
      const model = await client.model('tiny');
      const layer = await client.layer('tiny', 1);
      const neuron = await client.neuron({ model: 'tiny', layer: 1, neuron: 3 });
      assert.ok(model.found && model.value.neuroscope.status === 'ready');
      assert.ok(layer.found && layer.value.neuroscope.status === 'ready');
      assert.ok(neuron.found && neuron.value.neuroscope.status === 'ready');
      assert.deepEqual(neuron.value.neuroscope.data.texts[0]?.tokens, HOSTILE_TOKENS);
      assert.deepEqual(await client.neuron({ model: 'tiny', layer: 1, neuron: 600 }), {
        found: false,
        message: 'neuron 600 is out of range: layer 1 of tiny has neurons 0 to 7.',
      });
    });

    it('revalidates with 304', async () => {
      const replies: string[] = [];
      const http = httpTransport(server.address);
      const get: typeof http.get = async (path, options) => {
        const reply = await http.get(path, options);
        replies.push(reply.kind);
        return reply;
      };
      const client = createClient({ transport: { address: http.address, get }, freshFor: 0 });
      const first = await client.neuron({ model: 'tiny', layer: 1, neuron: 3 });
      assert.deepEqual(await client.neuron({ model: 'tiny', layer: 1, neuron: 3 }), first);
      assert.deepEqual(replies, ['page', 'not-modified']);
    });
  });
});
