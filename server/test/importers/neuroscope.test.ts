import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { NeuroscopeLayerSchema, NeuroscopeModelSchema, NeuroscopeNeuronSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { temporaryFolder } from '../../../client/test/helpers/dataset-file.ts';
import { importInto, MODEL, readPage, withDataset } from '../support/importing.ts';
import { neuroscopePage, twentyTexts, writeBelow } from '../support/neuroscope-page.ts';

describe('import neuroscope', () => {
  const folder = temporaryFolder();
  const pages = folder.path('pages');
  const target = folder.path('neuroscope.db');
  after(folder.remove);
  before(() => {
    writeBelow(pages, '0/0.html', neuroscopePage(0, 0, twentyTexts(' if', 3)));
    writeBelow(pages, '0/7.html', neuroscopePage(0, 7, twentyTexts('<hr>', 4.5)));
    writeBelow(pages, '1/2.html', neuroscopePage(1, 2, twentyTexts('</script>', 2)));
    writeBelow(pages, '1/3.html', '<html><body><h2>404: page not found</h2></body></html>');
    writeBelow(pages, '1/4.html', '');
    writeBelow(pages, '1/5.html', neuroscopePage(1, 6, twentyTexts(' elsewhere', 1)));
    writeBelow(pages, 'notes/about.html', '<p>What these files are</p>');
    writeBelow(pages, 'robots.txt', 'User-agent: *');
  });

  it('keeps every text whole, exactly', async () => {
    const report = await importInto(target, 'neuroscope', pages);
    const page = v.parse(NeuroscopeNeuronSchema, readPage(target, 'neuroscope', 0, 7));
    assert.deepEqual(page.neuron_index, { layer: 0, neuron: 7 });
    assert.equal(page.texts.length, 20);
    assert.deepEqual(page.texts[1], {
      min_range: -1,
      max_range: 5,
      min_activation: -0.25,
      max_activation: 4.4375,
      data_index: 1001,
      max_activating_token_index: 3,
      tokens: ['<|endoftext|>', 'The', ' caf\u00e9', '<hr>', ' "], "values": [', '\n'],
      activations: [0, -0.25, 0.125, 4.4375, 0.0625, 0],
    });
    assert.deepEqual(report.sources, { read: 4, skipped: 3, done_before: 0 });
    assert.ok(!existsSync(`${target}.importing`));
  });

  it('ranks the neurons of each layer and of the model', () => {
    const layer = v.parse(NeuroscopeLayerSchema, readPage(target, 'neuroscope', 0));
    assert.deepEqual(layer, {
      num_neurons: 8,
      important_neurons: [
        [{ layer: 0, neuron: 7 }, 4.75],
        [{ layer: 0, neuron: 0 }, 3.25],
      ],
      peak_tokens: [['<hr>'], [' if']],
    });
    const model = v.parse(NeuroscopeModelSchema, readPage(target, 'neuroscope'));
    assert.deepEqual(
      model.important_neurons.map(([{ layer, neuron }]) => [layer, neuron]),
      [
        [0, 7],
        [0, 0],
        [1, 2],
        [1, 6],
      ],
    );
  });

  it('says what was skipped and why, and which neuron was believed', async () => {
    const report = await importInto(folder.path('other.db'), 'neuroscope', pages);
    assert.deepEqual(
      report.skipped.map(({ reason, count, examples }) => [count, examples, reason]),
      [
        [1, ['notes/about.html'], 'does not say which neuron it is of, neither in its heading nor in its file name'],
        [1, ['1/3.html'], 'holds no texts (an error page, or not from Neuroscope)'],
        [1, ['1/4.html'], 'is empty'],
      ],
    );
    assert.deepEqual(report.remarks, [
      { text: 'The file name and the heading of a page name different neurons; the heading was believed.', count: 1 },
    ]);
  });

  it('infers what the pages do not say, unless it is told', () => {
    const [model] = withDataset(target, (dataset) => dataset.models);
    assert.equal(model?.metadata.name, MODEL);
    assert.deepEqual([model?.metadata.num_layers, model?.metadata.layer_size], [2, 8]);
    assert.deepEqual(model?.metadata.available_services, ['metadata', 'neuroscope']);
    assert.equal(model?.metadata.activation_function, 'solu');
  });

  it('leaves out pages beyond the size that it is told, and says so', async () => {
    const file = folder.path('small.db');
    const { models } = await importInto(file, 'neuroscope', pages, { given: { num_layers: 6, layer_size: 7 } });
    assert.deepEqual(
      models[0]?.pages.map(({ neuron_pages, outside }) => [neuron_pages, outside]),
      [[3, 1]],
    );
    assert.deepEqual(models[0]?.origins.layer_size, 'given');
    assert.equal(readPage(file, 'neuroscope', 0, 7), undefined);
    assert.equal(v.parse(NeuroscopeLayerSchema, readPage(file, 'neuroscope', 0)).important_neurons.length, 1);
  });

  it('keeps a text of a page when another is damaged', async () => {
    const damaged = folder.path('damaged');
    const page = neuroscopePage(0, 1, twentyTexts(' x', 2)).replace(
      '"values": [0, -0.25, 0.125, 1.875',
      '"values": [0, 1.875',
    );
    writeBelow(damaged, '0/1.html', page.replace(/Data Index: <b>1005/, 'Data Index: <b>?'));
    const report = await importInto(folder.path('damaged.db'), 'neuroscope', damaged);
    const { texts } = v.parse(NeuroscopeNeuronSchema, readPage(folder.path('damaged.db'), 'neuroscope', 0, 1));
    assert.equal(texts.length, 19);
    assert.equal(texts.find((text) => text.data_index === 5)?.max_activation, 1.6875);
    assert.deepEqual(report.skipped, [
      { reason: 'a text has a different number of tokens and activations', count: 1, examples: ['0/1.html, text 3'] },
    ]);
  });

  it('refuses a folder without pages, and one that is not there', async () => {
    writeBelow(folder.path('empty'), 'a.txt', 'a');
    await assert.rejects(
      importInto(target, 'neuroscope', folder.path('empty')),
      /no saved page .* holds 1 other files, such as a\.txt/,
    );
    await assert.rejects(importInto(target, 'neuroscope', folder.path('nowhere')), /cannot read .*nowhere: ENOENT/);
    writeFileSync(folder.path('notes.txt'), 'no dataset');
    await assert.rejects(importInto(folder.path('notes.txt'), 'neuroscope', pages), /is not a DeepDecipher dataset/);
    assert.equal(readFileSync(folder.path('notes.txt'), 'utf8'), 'no dataset');
  });
});
