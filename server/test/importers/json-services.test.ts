import assert from 'node:assert/strict';
import { temporaryFolder } from '../../../client/test/helpers/dataset-file.ts';
import { importInto, readPage } from '../support/importing.ts';
import { writeBelow } from '../support/neuroscope-page.ts';

describe('import of JSON services', () => {
  const folder = temporaryFolder();
  const root = folder.path('.');
  after(folder.remove);

  it('activations: a list for each layer, a number for each neuron', async () => {
    writeBelow(root, 'matrix.json', '[[0.5, 0.25, NaN], [0.125, 0.125, 2]]');
    const target = folder.path('matrix.db');
    const report = await importInto(target, 'activations', folder.path('matrix.json'));
    assert.deepEqual(readPage(target, 'max_activation', 0), [0.5, 0.25, null]);
    assert.deepEqual(readPage(target, 'max_activation', 1, 2), { max_activation: 2 });
    assert.equal(readPage(target, 'max_activation', 0, 2), undefined);
    assert.deepEqual(report.skipped, [{ reason: 'has no number', count: 1, examples: ['neuron 2 of layer 0'] }]);
    assert.match(report.remarks[0]?.text ?? '', /^1 neurons have exactly the number of the neuron before/);
    assert.deepEqual([report.models[0]?.metadata.num_layers, report.models[0]?.metadata.layer_size], [2, 3]);
  });

  it('activations: refuses what is no matrix', async () => {
    writeBelow(root, 'list.json', '[1, 2]');
    const { skipped, models } = await importInto(folder.path('list.db'), 'activations', folder.path('list.json'));
    assert.equal(skipped[0]?.reason, 'is no list of layers that are lists of numbers');
    assert.deepEqual(models, []);
  });

  it('csv: the rows of each neuron, with values of their kind', async () => {
    const lines = [
      '\ufeffmodel,dataset,feature,Layer,neuron,test_mcc,coef,seen',
      'pythia,"a, ""b""",de,0,1439,1.0,36.39742,True',
      'pythia,c,007,0,1439,nan,-1e-3,False',
      'pythia,c,whole layer,1,,,2,',
      'pythia-2,c,de,0,1,1,1,True',
      'pythia,c,de,x,1,1,1,True',
      'pythia,short,de,2,3',
      '',
    ];
    writeBelow(root, 'neurons.csv', lines.join('\r\n'));
    const target = folder.path('csv.db');
    const options = { service: 'probing', model: 'pythia' };
    const report = await importInto(target, 'csv', folder.path('neurons.csv'), options);
    assert.deepEqual(readPage(target, 'probing', 0, 1439, 'pythia'), [
      { dataset: 'a, "b"', feature: 'de', test_mcc: 1, coef: 36.39742, seen: true },
      { dataset: 'c', feature: '007', test_mcc: null, coef: -0.001, seen: false },
    ]);
    assert.deepEqual(readPage(target, 'probing', 1, -1, 'pythia'), [
      { dataset: 'c', feature: 'whole layer', test_mcc: null, coef: 2, seen: null },
    ]);
    assert.deepEqual(readPage(target, 'probing', 2, 3, 'pythia'), [{ dataset: 'short', feature: 'de' }]);
    assert.deepEqual(
      report.skipped.map(({ reason, examples }) => [examples, reason]),
      [
        [['row 6'], 'does not say which neuron it is about (columns layer and neuron, whole numbers from 0)'],
        [['row 5'], 'is of another model than pythia: pythia-2 (its name must be the same as in the table)'],
      ],
    );
  });

  it('csv: refuses a table that cannot be read', async () => {
    writeBelow(root, 'bad.csv', 'layer,neuron\n1,"unclosed\n');
    const { skipped } = await importInto(folder.path('bad.db'), 'csv', folder.path('bad.csv'), { service: 'x' });
    assert.match(skipped[0]?.reason ?? '', /^is no table that can be read: /);
  });

  it('json: pages as they are', async () => {
    const files = folder.path('json');
    writeBelow(files, 'model.json', '{"of": "the model"}');
    writeBelow(files, '0.json', '[1, 2]');
    writeBelow(files, '1/2.json', '{"__proto__": 1, "score": NaN, "text": "NaN </script>"}');
    writeBelow(files, '1_3.json', '"text"');
    writeBelow(files, '1/x.json', '{}');
    writeBelow(files, '1/4.json', '{"cut": ');
    const target = folder.path('json.db');
    const report = await importInto(target, 'json', files, { service: 'notes' });
    assert.deepEqual(readPage(target, 'notes'), { of: 'the model' });
    assert.deepEqual(readPage(target, 'notes', 0), [1, 2]);
    assert.equal(
      JSON.stringify(readPage(target, 'notes', 1, 2)),
      '{"__proto__":1,"score":null,"text":"NaN </script>"}',
    );
    assert.equal(readPage(target, 'notes', 1, 3), 'text');
    assert.deepEqual(report.sources, { read: 4, skipped: 2, done_before: 0 });
  });

  it('says how --service is to be used', async () => {
    const cases = [
      ['csv', undefined, /csv needs --service NAME/],
      ['json', 'neuroscope', /--service "neuroscope" cannot be used/],
      ['json', 'a/b', /--service "a\/b" cannot be used: letters, digits/],
      ['neuroscope', 'mine', /neuroscope data go to services of their own; leave out --service/],
      ['parquet', undefined, /there is no format "parquet"\. The formats are: neuroscope, neuron2graph/],
    ] as const;
    for (const [format, service, message] of cases) {
      await assert.rejects(
        async () => importInto(folder.path('x.db'), format, root, service === undefined ? {} : { service }),
        message,
      );
    }
    await assert.rejects(
      async () => importInto(folder.path('x.db'), 'csv', ['a', 'b'], { service: 'x' }),
      /csv takes one FILE; 2 were named/,
    );
  });
});
