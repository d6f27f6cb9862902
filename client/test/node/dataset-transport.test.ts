import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { ApiStatusError, ApiUnreachableError } from '../../src/errors.ts';
import { readSearchQuery } from '../../src/node/answers/search-query.ts';
import { type DatasetTransport, datasetTransport } from '../../src/node/index.ts';
import { metadataOf, type PageWriter, temporaryFolder, writeDataset } from '../helpers/dataset-file.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/data/py-solu-2l.db', import.meta.url));
const MODEL = 'py-solu-2l';
const NOTES = { seen: true, 'a b': [null, 'x'], constructor: 7 };

describe('dataset transport', () => {
  const folder = temporaryFolder();
  const file = folder.path('tiny.db');
  let example: DatasetTransport;
  let tiny: DatasetTransport;
  before(() => {
    const writeNotes = (write: PageWriter) => write('notes', 1, 3, NOTES);
    writeDataset(file, metadataOf('tiny', ['metadata', 'neuroscope', 'notes']), writeNotes);
    example = datasetTransport(EXAMPLE);
    tiny = datasetTransport(file);
  });
  after(() => {
    example.close();
    tiny.close();
    folder.remove();
  });

  async function json(transport: DatasetTransport, path: string) {
    const reply = await transport.get(path);
    assert.equal(reply.kind, 'page', path);
    return JSON.parse(reply.kind === 'page' ? reply.body : '');
  }

  it('answers every kind of path from the file alone', async () => {
    assert.equal(example.address, EXAMPLE);
    const { models } = await json(example, '/api');
    assert.deepEqual(
      models.map(({ name }: { name: string }) => name),
      [MODEL],
    );
    assert.deepEqual(await json(example, `/api/${MODEL}`), { data: models[0], metadata: models[0] });
    for (const path of ['', '/1', '/1/172']) {
      const all = await json(example, `/api/${MODEL}/all${path}`);
      assert.deepEqual(all.metadata.data, models[0]);
      const { data } = await json(example, `/api/${MODEL}/neuroscope${path}`);
      assert.deepEqual(all.neuroscope.data, data);
    }
    const neuron = await json(example, `/api/${MODEL}/neuroscope/1/172/`);
    assert.deepEqual(neuron.data.neuron_index, { layer: 1, neuron: 172 });
  });

  it('says that nothing has changed to who has it', async () => {
    const path = `/api/${MODEL}/all/1/172`;
    const page = await example.get(path);
    assert.ok(page.kind === 'page' && page.etag !== undefined && page.version !== undefined);
    const { etag, version } = page;
    for (const known of [etag, `W/${etag}`]) {
      assert.deepEqual(await example.get(path, { etag: known }), { kind: 'not-modified', version });
    }
    assert.deepEqual(await example.get(path, { etag: '"other"' }), page);
  });

  it('names one version for equal files, and another for a changed one', async () => {
    const versionOf = async (name: string, sql = '') => {
      const copy = folder.path(name);
      copyFileSync(file, copy);
      const database = new DatabaseSync(copy);
      database.exec(sql);
      database.close();
      using transport = datasetTransport(copy);
      const reply = await transport.get('/api');
      return reply.kind === 'page' ? reply.version : undefined;
    };
    const version = await versionOf('copy.db');
    assert.match(version ?? '', /^[\w-]{22}$/);
    assert.equal(await versionOf('copy-of-it.db'), version);
    const changes = [
      `UPDATE page SET etag = '"x"' WHERE layer = 1 AND neuron = 3`,
      `UPDATE model SET metadata = json_set(metadata, '$.provenance.recorded_at', '2026-01-01T00:00:00Z')`,
      'DELETE FROM page WHERE layer = 1 AND neuron = 3',
    ];
    const versions = [];
    for (const [index, sql] of changes.entries()) versions.push(await versionOf(`changed-${index}.db`, sql));
    assert.equal(new Set([version, ...versions]).size, 4);
  });

  it('picks one member of a page', async () => {
    const path = '/api/tiny/notes/1/3';
    for (const [name, value] of Object.entries(NOTES)) {
      const { data, metadata } = await json(tiny, `${path}?get=${encodeURIComponent(name)}`);
      assert.deepEqual([data, metadata], [value, metadataOf('tiny', ['metadata', 'neuroscope', 'notes'])]);
    }
    const texts = await json(tiny, '/api/tiny/neuroscope/1/3?get=texts');
    assert.equal(texts.data.length, 2);
    assert.deepEqual(await tiny.get(`${path}?get=nothing`), {
      kind: 'absent',
      message:
        'The notes page of neuron 3 of layer 1 of tiny has no member "nothing". Its members are: seen, a b, constructor.',
    });
  });

  for (const [path, message] of [
    ['/api/huge/all', /^There is no model "huge"\. The models are: tiny\.$/],
    ['/api/tiny/dreams', /^There is no service "dreams"/],
    ['/api/tiny/all/2', /^layer 2 is out of range: tiny has layers 0 to 1\.$/],
    ['/api/tiny/all/1/99', /^neuron 99 is out of range: layer 1 of tiny has neurons 0 to 7\.$/],
    ['/api/tiny/neuroscope/1/7', /no neuroscope page for neuron 7 of layer 1/],
    ['/api/tiny/all/1/3/4', /^There is nothing at/],
    ['/viz/tiny', /^There is nothing at \/viz\/tiny/],
    ['', /^There is nothing at/],
  ] as const) {
    it(`says that ${path || 'an empty path'} is not there`, async () => {
      const reply = await tiny.get(path);
      assert.equal(reply.kind, 'absent');
      assert.match(reply.kind === 'absent' ? reply.message : '', message);
    });
  }

  it('refuses what cannot be asked', async () => {
    await assert.rejects(tiny.get('/api/%E0%A4'), (error) => error instanceof ApiStatusError && error.status === 400);
  });

  it('reports damage, and that it is closed', async () => {
    const damaged = folder.path('damaged.db');
    copyFileSync(file, damaged);
    const database = new DatabaseSync(damaged);
    database.exec(`UPDATE page SET body = x'00' WHERE layer = 1 AND neuron = 3`);
    database.close();
    const transport = datasetTransport(damaged);
    const path = '/api/tiny/neuroscope/1/3';
    await assert.rejects(transport.get(path), (error) => error instanceof ApiStatusError && error.status === 500);
    transport.close();
    await assert.rejects(transport.get(path), (error) => error instanceof ApiUnreachableError);
  });

  it('passes on the reason of who has given up', async () => {
    const reason = new Error('enough');
    await assert.rejects(tiny.get('/api', { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const reply = tiny.get('/api/tiny/all/1/3', { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(reply, reason);
  });
});

describe('the query of a token search', () => {
  it('has as many terms as there are', () => {
    assert.equal(
      readSearchQuery(['any:a,activating:B , important:c']).valid,
      false,
      'a kind does not begin with a space',
    );
    assert.deepEqual(readSearchQuery(['any:a,activating:B ']), {
      valid: true,
      terms: [
        { kind: 'any', key: 'a' },
        { kind: 'activating', key: 'b' },
      ],
    });
  });
});
