import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../harness/browser.ts';
import { type Jupyter, type Notebook, startJupyter } from '../harness/jupyter.ts';
import { NotebookPage } from '../harness/jupyter-page.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const NAME = 'your-own-model.ipynb';
const committed: Notebook = JSON.parse(readFileSync(path.join(EXAMPLES, NAME), 'utf8'));
/** Recording takes up to a minute where nothing else runs. */
const RECORDING_LIMIT = 300_000;

const outputs = ({ cells }: Notebook) => cells.flatMap((cell) => cell.outputs ?? []);

describe('The notebook that records a model', () => {
  let jupyter: Jupyter;
  let browser: Browser;
  let notebook: NotebookPage;

  before(async () => {
    jupyter = await startJupyter({ app: 'lab', notebooks: { [NAME]: withoutOutputs(committed) } });
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    notebook = await NotebookPage.open(context, jupyter, NAME);
    // The notebook finds the model beside itself.
    const link = `import os; os.symlink(${JSON.stringify(path.join(EXAMPLES, 'model'))}, 'model')`;
    assert.equal(await notebook.kernel(link), '');
  });

  after(async () => {
    await browser?.close();
    await jupyter?.stop();
  });

  it('records, opens the dataset and shows a neuron inline', async function () {
    this.timeout(RECORDING_LIMIT);
    await notebook.runAll();
    const neuron = notebook.page.locator('.jp-OutputArea-output dd-neuron[neuron="404"]');
    await neuron.locator('[aria-busy=false] .token').first().waitFor({ timeout: RECORDING_LIMIT });
    assert.equal(await notebook.kernel('print(w.model, w.layer, w.neuron)'), 'my-model 1 404');
    await neuron.getByText('append').first().waitFor();
    assert.deepEqual(notebook.errors, []);
    assert.deepEqual(notebook.foreign, []);
    assert.deepEqual(notebook.requests, []);
  });

  it('has recorded what it says', async () => {
    const read = 'import json; report = json.load(open("my-model.db.report.json"))';
    const asked = 'print(report["num_tokens"], report["neuron2graph"]["num_neurons"])';
    assert.equal(await notebook.kernel(`${read}; ${asked}`), '200000 40');
    assert.equal(await notebook.kernel('print(len(dd.connect("my-model.db").models()))'), '1');
  });

  it('is committed with static outputs that name no folder of the machine it ran on', () => {
    const data = outputs(committed).map((output) => output.data ?? {});
    assert.ok(data.some((bundle) => String(bundle['text/html']).includes('neuron <b>427</b>')));
    assert.ok(data.every((bundle) => !('application/vnd.jupyter.widget-view+json' in bundle)));
    assert.doesNotMatch(JSON.stringify(outputs(committed)), /\/(home|root|tmp|work|Users)\//);
  });
});

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => (cell.cell_type === 'code' ? { ...cell, outputs: [] } : cell));
  return { ...notebook, cells };
}
