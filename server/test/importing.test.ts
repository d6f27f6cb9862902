import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openDataset } from '@deepdecipher/client/node';
import { NeuroscopeModelSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { metadataOf, temporaryFolder, writeDataset } from '../../client/test/helpers/dataset-file.ts';
import { neuroscopeImporter } from '../src/importers/neuroscope.ts';
import { runImport } from '../src/importers/run-import.ts';
import { importInto, MODEL, readPage, tagsOf, withDataset } from './support/importing.ts';
import { DRAWING } from './support/neuron2graph-files.ts';
import { neuroscopePage, twentyTexts, writeBelow } from './support/neuroscope-page.ts';
import { startServer } from './support/running.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

describe('importing', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const pages = folder.path('pages');
  after(folder.remove);
  before(() => {
    for (const [layer, neuron] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      writeBelow(
        pages,
        `${layer}/${neuron}.html`,
        neuroscopePage(layer, neuron, twentyTexts(' if', 2 + layer + neuron)),
      );
    }
    writeBelow(folder.path('graphs'), '1_1/graph', DRAWING);
    writeBelow(folder.path('more'), '1/1.html', neuroscopePage(1, 1, twentyTexts(' else', 9)));
  });

  it('adds a service to a dataset: every page then names it in its metadata', async () => {
    const target = folder.path('both.db');
    writeDataset(target, metadataOf('tiny'));
    const other = tagsOf(target);
    await importInto(target, 'neuroscope', pages);
    const before = readPage(target, 'neuroscope', 1, 1);
    await importInto(target, 'neuron2graph', folder.path('graphs'));
    assert.deepEqual(readPage(target, 'neuroscope', 1, 1), before);
    withDataset(target, ({ models }) => {
      assert.deepEqual(
        models.map(({ services }) => services),
        [['neuroscope'], ['neuron2graph', 'neuron2graph-search', 'neuroscope']],
      );
    });
    assert.deepEqual(
      tagsOf(target).filter((tag) => tag.startsWith('tiny/')),
      other,
    );
  });

  it('writes pages that the server sends and browsers can unpack', async () => {
    const target = folder.path('both.db');
    const running = await startServer({ datasets: [openDataset(target)] });
    const path = `/api/${MODEL}/neuroscope/0/1`;
    const response = await fetch(running.address + path, { headers: { 'accept-encoding': 'gzip' } });
    const { data, metadata } = v.parse(
      v.object({ data: v.unknown(), metadata: v.object({ available_services: v.array(v.string()) }) }),
      await response.json(),
    );
    assert.deepEqual(data, readPage(target, 'neuroscope', 0, 1));
    assert.ok(metadata.available_services.includes('neuron2graph'));
    const all = await running.ask(`/api/${MODEL}/all/1/1`);
    assert.equal(all.status, 200);
    assert.match(all.text, /"neuron2graph":\{"data":\{"graph":/);
    await running.close();
  });

  it('is unpacked by other programs, too', () => {
    const script = `
import gzip, hashlib, json, sqlite3, sys
for body, etag in sqlite3.connect(sys.argv[1]).execute("SELECT body, etag FROM page"):
    text = gzip.decompress(body)
    page = json.loads(text)
    assert page.keys() == {"data", "metadata"}
    assert "provenance" not in page["metadata"] or page["metadata"]["name"] == "tiny"
    assert etag == '"' + hashlib.sha256(text).hexdigest()[:32] + '"'
print("whole")`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script, folder.path('both.db')], { encoding: 'utf8' });
    assert.equal(stdout.trim(), 'whole', stderr);
  });

  it('leaves pages of the recorder compressed as they are, also after a second import', async () => {
    const target = folder.path('recorded.db');
    writeDataset(target, metadataOf(MODEL));
    const database = new DatabaseSync(target);
    const best = (body: unknown) => gzipSync(gunzipSync(body instanceof Uint8Array ? body : ''), { level: 9 });
    database.function('best', best);
    database.exec('UPDATE page SET body = best(body)');
    database.close();
    const sizeOf = () => withDataset(target, (dataset) => dataset.sizes(MODEL)[0]?.bytes ?? 0);
    const before = sizeOf();
    for (const service of ['a', 'b']) {
      writeBelow(folder.path(service), 'model.json', '{}');
      await importInto(target, 'json', folder.path(service), { service });
      const headers = withDataset(target, (dataset) =>
        [0, 1, 2].map((neuron) => dataset.page({ model: MODEL, service: 'neuroscope', layer: 0, neuron })?.body[8]),
      );
      assert.deepEqual(headers, [2, 2, 2]);
    }
    assert.ok(sizeOf() <= before, 'nothing but the provenance is gone');
  });

  it('adds pages to a service: those read again are replaced, rankings put together', async () => {
    const target = folder.path('more.db');
    await importInto(target, 'neuroscope', pages, { given: { dataset: 'The Pile' } });
    const report = await importInto(target, 'neuroscope', folder.path('more'));
    assert.equal(report.models[0]?.pages[0]?.replaced, 1);
    assert.equal(report.models[0]?.origins.dataset, 'kept from the dataset');
    const { important_neurons, peak_tokens } = v.parse(NeuroscopeModelSchema, readPage(target, 'neuroscope'));
    assert.deepEqual(
      important_neurons.map(([{ layer, neuron }]) => `${layer}_${neuron}`),
      ['1_1', '0_1', '1_0', '0_0'],
    );
    assert.deepEqual(peak_tokens?.slice(0, 2), [[' else'], [' if']]);
  });

  it('lets a later import know better what an earlier one inferred, and nothing else', async () => {
    const target = folder.path('grown.db');
    const sizes = async (source: string, given: object = {}) => {
      const { models } = await importInto(target, 'neuroscope', folder.path(source), { given });
      const [model] = withDataset(target, (dataset) => dataset.models);
      return [model?.metadata.num_layers, model?.metadata.layer_size, models[0]?.pages[0]?.outside];
    };
    writeBelow(folder.path('late'), '2/9.html', neuroscopePage(2, 9, twentyTexts(' late', 1)));
    writeBelow(folder.path('later'), '4/0.html', neuroscopePage(4, 0, twentyTexts(' later', 1)));
    assert.deepEqual(await sizes('pages'), [2, 2, 0]);
    assert.deepEqual(await sizes('late'), [3, 10, 0]);
    assert.deepEqual(await sizes('pages', { num_layers: 3 }), [3, 10, 0]);
    assert.deepEqual(await sizes('later'), [3, 10, 1]);
  });

  it('goes on where it was stopped, with the same result', async () => {
    const whole = folder.path('whole.db');
    await importInto(whole, 'neuroscope', pages, { job: 'same' });
    const target = folder.path('stopped.db');
    for (let runs = 0; ; runs += 1) {
      const controller = new AbortController();
      const stop = new Error('stopped');
      const onProgress = ({ done, total }: { done: number; total: number }) => {
        if (done === runs + 1 && done < total) controller.abort(stop);
      };
      try {
        const report = await importInto(target, 'neuroscope', pages, {
          job: 'same',
          onProgress,
          signal: controller.signal,
        });
        assert.equal(report.sources.done_before, 3);
        assert.equal(runs, 3);
        break;
      } catch (error) {
        assert.equal(error, stop);
        assert.ok(existsSync(`${target}.importing`));
        assert.ok(!existsSync(target));
      }
    }
    const pagesOf = (file: string) =>
      [0, 1].flatMap((layer) => [-1, 0, 1].map((neuron) => readPage(file, 'neuroscope', layer, neuron)));
    assert.deepEqual(pagesOf(target), pagesOf(whole));
  });

  it('survives kill -9 at any moment', async () => {
    const many = folder.path('many');
    for (let neuron = 0; neuron < 60; neuron += 1) {
      writeBelow(many, `0/${neuron}.html`, neuroscopePage(0, neuron, twentyTexts(' if', 2 + neuron / 8)));
    }
    const whole = folder.path('many-whole.db');
    await importInto(whole, 'neuroscope', many);
    const target = folder.path('killed.db');
    const args = [CLI, 'import', 'neuroscope', many, '-o', target, '--model', MODEL];
    let kills = 0;
    for (let wait = 200; ; wait += 70) {
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const timer = setTimeout(() => child.kill('SIGKILL'), wait);
      const [code] = await once(child, 'exit');
      clearTimeout(timer);
      if (code === 0) break;
      kills += 1;
      if (existsSync(target)) assert.equal(tagsOf(target).length, 62);
    }
    assert.ok(kills > 0);
    const pagesOf = (file: string) =>
      Array.from({ length: 61 }, (_, index) => readPage(file, 'neuroscope', 0, index - 1));
    assert.deepEqual(pagesOf(target), pagesOf(whole));
    assert.ok(!existsSync(`${target}.importing`));
    assert.ok(!existsSync(`${target}.partial`));
  });

  it('refuses to mix up two unfinished imports', async () => {
    const target = folder.path('mixed.db');
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    await assert.rejects(importInto(target, 'neuroscope', pages, { signal: controller.signal }), /stopped/);
    await assert.rejects(
      importInto(target, 'neuron2graph', folder.path('graphs')),
      /holds an unfinished import of another kind \(neuroscope of .*delete the file/,
    );
    const importer = neuroscopeImporter(pages, MODEL);
    const slow = {
      ...importer,
      read: () => assert.rejects(importInto(target, 'neuroscope', pages), /Is another import writing/),
    };
    await runImport({ importer: slow, target, job: `neuroscope of ${pages} (undefined)` });
  });

  it('leaves a dataset as it is when nothing can be imported', async () => {
    const target = folder.path('kept.db');
    writeDataset(target, metadataOf('tiny'));
    const before = readFileSync(target);
    writeBelow(folder.path('bad'), '0/1.html', '<html>no</html>');
    const report = await importInto(target, 'neuroscope', folder.path('bad'));
    assert.deepEqual(report.models, []);
    assert.deepEqual(readFileSync(target), before);
  });

  it('reports to people and to programs; a dry run writes nothing', () => {
    writeBelow(folder.path('some'), '0/1.html', neuroscopePage(0, 1, twentyTexts(' if', 2)));
    writeBelow(folder.path('some'), '0/2.html', '');
    const target = folder.path('reported.db');
    const run = (...more: readonly string[]) =>
      spawnSync(
        process.execPath,
        [CLI, 'import', 'neuroscope', folder.path('some'), '-o', target, '--model', MODEL, ...more],
        { encoding: 'utf8' },
      );
    const dry = run('--dry-run');
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /^Dry run: nothing was written/);
    assert.match(dry.stdout, /neuroscope: pages for 1 neuron$/m);
    for (const file of [target, `${target}.importing`, `${target}.report.json`]) assert.ok(!existsSync(file), file);

    writeFileSync(`${target}.report.json`, '{"tokens_seen": 7}');
    const { stdout, stderr } = run('--num-layers', '6', '--licence', 'MIT');
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^Imported into .*reported\.db:\nNeuroscope web pages: for each neuron the texts that activate it most/,
    );
    assert.match(stdout, /^Read 1 source, in [\d.]+ s\.$/m);
    assert.match(stdout, /^Model solu-6l-test: 6 layers of 2 neurons$/m);
    assert.match(
      stdout,
      /^ {2}layer size 2: the most that was read; if the model has more, say it with --layer-size\.$/m,
    );
    assert.match(stdout, /^ {2}dataset not known; say it with --dataset\.$/m);
    assert.match(stdout, /^Skipped, and why:\n {2}0\/2\.html: is empty$/m);
    const report: unknown = JSON.parse(readFileSync(`${target}.report.json`, 'utf8'));
    const { tokens_seen, imports } = v.parse(
      v.object({
        tokens_seen: v.number(),
        imports: v.array(v.object({ format: v.string(), skipped: v.array(v.object({ count: v.number() })) })),
      }),
      report,
    );
    assert.deepEqual([tokens_seen, imports], [7, [{ format: 'neuroscope', skipped: [{ count: 1 }] }]]);
    assert.equal(
      withDataset(target, ({ models }) => models[0]?.metadata.provenance?.licence),
      'MIT',
    );
  });

  it('says in one line what is wrong with a command', () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['import', 'parquet', pages, '-o', 'x.db', '--model', 'm'],
        /there is no format "parquet"\. The formats are: neuroscope/,
      ],
      [
        ['import', 'neuroscope', folder.path('nowhere'), '-o', 'x.db', '--model', 'm'],
        /cannot read .*nowhere: ENOENT: no such file or directory/,
      ],
      [
        ['import', 'neuroscope', pages, '-o', folder.path('no/x.db'), '--model', 'm'],
        /there is no folder .*no\. Create it first/,
      ],
      [['import', 'neuroscope', pages, '-o', 'x.db'], /required option '--model <name>' not specified/],
      [
        ['import', 'neuroscope', pages, '-o', 'x.db', '--model', 'm', '--num-layers', '-1'],
        /It must be a whole number/,
      ],
    ];
    for (const [args, message] of cases) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
      assert.equal(status, 1, args.join(' '));
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.equal(stdout, '');
    }
  });
});
