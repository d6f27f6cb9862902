import assert from 'node:assert/strict';
import { openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { openDataset } from '@deepdecipher/client/node';
import { LAYERS, metadataOf, temporaryFolder, writeDataset } from '../../client/test/helpers/dataset-file.ts';
import { type AppOptions, buildApp } from '../src/app.ts';
import { ask, type Reply } from './support/running.ts';

describe('damaged dataset', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  /** What a server answers, and logs, over a dataset that was damaged before or after it was opened. */
  async function answers(
    name: string,
    when: 'before' | 'after',
    damage: (file: string) => void,
    paths: readonly string[],
  ) {
    const file = folder.path(name);
    writeDataset(file, metadataOf('tiny'));
    if (when === 'before') damage(file);
    const log: string[] = [];
    const options: AppOptions = { datasets: [openDataset(file)], log: { write: (line) => void log.push(line) } };
    const app = buildApp(options);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    if (when === 'after') damage(file);
    const replies: Reply[] = [];
    for (const path of paths) replies.push(await ask(address + path));
    await app.close();
    for (const dataset of options.datasets) dataset.close();
    return { replies, log: log.join('') };
  }

  function replace(file: string, neuron: number, body: Uint8Array): void {
    const database = new DatabaseSync(file);
    database.prepare('UPDATE page SET body = ? WHERE layer = 1 AND neuron = ?').run(body, neuron);
    database.close();
  }

  for (const [name, body] of [
    ['is not compressed', Buffer.from('{"data":1,"metadata":{}}')],
    ['is no envelope', gzipSync('{"page":1}')],
    ['is empty', new Uint8Array()],
  ] as const) {
    it(`costs only the part in question if a page ${name}`, async () => {
      const { replies } = await answers(`${name}.db`, 'before', (file) => replace(file, 3, body), [
        '/api/tiny/all/1/3',
      ]);
      const all = JSON.parse(replies[0]?.text ?? '');
      assert.deepEqual(all.neuroscope, {
        error: 'The neuroscope page of neuron 3 of layer 1 of tiny is damaged in the dataset.',
      });
      assert.deepEqual(all.metadata, { data: metadataOf('tiny') });
    });
  }

  it('is logged with its cause and answered with 500, which says nothing of the inside', async () => {
    const overwrite = (file: string) => {
      const descriptor = openSync(file, 'r+');
      writeSync(descriptor, Buffer.alloc(200_000, 0xff), 0, 200_000, 4096);
    };
    const paths = ['/api/tiny/neuroscope/1/3', '/api/tiny/all/1/3', '/api/tiny'];
    const { replies, log } = await answers('overwritten.db', 'after', overwrite, paths);
    const [page, all, metadata] = replies;
    assert.equal(page?.status, 500);
    assert.equal(page?.text, 'The server could not answer. Its log says why.\n');
    assert.equal(all?.status, 200);
    assert.ok('error' in JSON.parse(all?.text ?? '').neuroscope);
    assert.equal(metadata?.status, 200);
    assert.equal(JSON.parse(metadata?.text ?? '').data.num_layers, LAYERS);
    assert.match(log, /overwritten\.db is damaged/);
    assert.match(log, /"type":"DatasetError"/);
  });
});
