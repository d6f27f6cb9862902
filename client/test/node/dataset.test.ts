import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createCatalogue } from '../../src/node/dataset/catalogue.ts';
import { openDataset } from '../../src/node/dataset/dataset.ts';
import { DatasetError, type DatasetProblem } from '../../src/node/dataset/dataset-error.ts';
import { metadataOf, NEURONS, temporaryFolder, UNSTORED, writeDataset } from '../helpers/dataset-file.ts';

describe('dataset', () => {
  const folder = temporaryFolder();
  const file = folder.path('tiny.db');
  before(() => writeDataset(file, metadataOf('tiny')));
  after(folder.remove);

  function change(name: string, sql: string): string {
    const copy = folder.path(name);
    writeFileSync(copy, readFileSync(file));
    const database = new DatabaseSync(copy);
    database.exec(sql);
    database.close();
    return copy;
  }

  function assertRefused(path: string, problem: DatasetProblem, message: RegExp): void {
    assert.throws(
      () => openDataset(path),
      (error) => {
        assert.ok(error instanceof DatasetError, String(error));
        assert.equal(error.problem, problem);
        assert.equal(error.file, path);
        assert.match(error.message, message);
        return true;
      },
    );
  }

  it('reads models with the metadata as they are stored', () => {
    const dataset = openDataset(change('more.db', `UPDATE model SET metadata = json_set(metadata, '$.later', 1)`));
    const [model] = dataset.models;
    assert.deepEqual(model?.metadata, metadataOf('tiny'));
    assert.deepEqual(JSON.parse(model?.json ?? ''), { ...metadataOf('tiny'), later: 1 });
    assert.deepEqual(model?.services, ['neuroscope']);
    dataset.close();
  });

  it('finds stored pages and nothing else', () => {
    const dataset = openDataset(file);
    const key = { model: 'tiny', service: 'neuroscope', layer: 1, neuron: 3 };
    assert.match(dataset.page(key)?.etag ?? '', /^"[0-9a-f]{32}"$/);
    assert.equal(dataset.page({ ...key, ...UNSTORED }), undefined);
    assert.equal(dataset.page({ ...key, model: 'huge' }), undefined);
    const [size] = dataset.sizes('tiny');
    assert.deepEqual([size?.modelPages, size?.layerPages, size?.neuronPages], [1, 2, 2 * NEURONS - 1]);
    dataset.close();
  });

  it('refuses what is no dataset, and says why', () => {
    writeFileSync(folder.path('notes.txt'), 'no database at all, but long enough to be read as one'.repeat(20));
    writeFileSync(folder.path('empty.db'), '');
    mkdirSync(folder.path('folder'));
    assertRefused(folder.path('nowhere.db'), 'missing', /nowhere\.db does not exist/);
    assertRefused(folder.path('notes.txt'), 'not-a-dataset', /is not a DeepDecipher dataset/);
    assertRefused(folder.path('empty.db'), 'not-a-dataset', /is not a DeepDecipher dataset/);
    assertRefused(folder.path('folder'), 'unreadable', /cannot be read/);
    assertRefused(change('alien.db', 'PRAGMA application_id = 1'), 'not-a-dataset', /is not a DeepDecipher dataset/);
    assertRefused(
      change('future.db', 'PRAGMA user_version = 2'),
      'newer-version',
      /version 2.*reads version 1.*Update/,
    );
    assertRefused(change('bare.db', 'DROP TABLE page'), 'malformed', /is damaged: no such table: page/);
    assertRefused(
      change('wrong.db', `UPDATE model SET metadata = json_set(metadata, '$.num_layers', 'two')`),
      'malformed',
      /wrong metadata for model tiny: at num_layers/,
    );
    assertRefused(
      change('renamed.db', `UPDATE model SET metadata = json_set(metadata, '$.name', 'b')`),
      'malformed',
      /metadata of b for model tiny/,
    );
  });

  it('refuses two datasets with the same model', () => {
    const twin = change('twin.db', '');
    const datasets = [openDataset(file), openDataset(twin)];
    assert.throws(() => createCatalogue(datasets), /twin\.db has a model tiny, and so has .*tiny\.db/);
    for (const dataset of datasets) dataset.close();
  });
});
