import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, BrowserContext, Locator } from 'playwright-core';
import { type ApiServer, startApiServer } from '../harness/api-server.ts';
import { launchBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/free-port.ts';
import { type Jupyter, type JupyterApp, notebookOf, startJupyter } from '../harness/jupyter.ts';
import { NotebookPage } from '../harness/jupyter-page.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLE = path.join(ROOT, 'examples/data/py-solu-2l.db');
const HOSTILE = path.join(ROOT, 'test/fixtures/hostile.db');
const IMPORT = 'import deepdecipher_widget as dd';

const NOTEBOOKS = {
  'story.ipynb': notebookOf(`${IMPORT}\ndd.connect()`, "w = dd.Neuron('py-solu-2l', 1, 172)\nw", 'w'),
  'reopened.ipynb': notebookOf(IMPORT, "w = dd.Neuron('py-solu-2l', 1, 172)\nw"),
  'reloaded.ipynb': notebookOf(IMPORT, "w = dd.Neuron('py-solu-2l', 1, 172)\nw"),
  'away.ipynb': notebookOf(IMPORT, 'import os', "dd.Neuron('py-solu-2l', 1, 172, connection=away)"),
  'kept.ipynb': notebookOf(IMPORT, 'import os', "dd.Neuron('py-solu-2l', 1, 172, connection=away)"),
  'file.ipynb': notebookOf(
    `${IMPORT}\ndd.connect(${JSON.stringify(EXAMPLE)})`,
    "w = dd.Neuron('py-solu-2l', 1, 172)\nw",
  ),
  'hostile.ipynb': notebookOf(IMPORT, "w = dd.Neuron('hostile', 0, 0)\nw"),
};

const neurons = ({ page }: NotebookPage): Locator => page.locator('.jp-OutputArea-output dd-neuron');
const drawn = (neuron: Locator) => neuron.locator('dd-snippets .token').first().waitFor();
const numberField = (neuron: Locator) => neuron.getByRole('spinbutton', { name: 'neuron' });
const showing = (neuron: Locator, number: number) =>
  neuron
    .and(neuron.page().locator(`dd-neuron[neuron="${number}"]`))
    .locator('[aria-busy=false] .token')
    .first()
    .waitFor();

/** Runs all cells. @returns milliseconds until the first neuron is drawn, seen from within the page */
async function timeToNeuron({ page }: NotebookPage): Promise<number> {
  const drawnAt = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const neuron = document.querySelector('.jp-OutputArea-output dd-neuron');
          const snippets = neuron?.shadowRoot?.querySelector('dd-snippets');
          if (snippets?.shadowRoot?.querySelector('.token')) resolve(performance.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  const startedAt = await page.evaluate(() => performance.now());
  await page.evaluate('void window.jupyterapp.commands.execute("notebook:run-all-cells")');
  return (await drawnAt) - startedAt;
}

for (const app of ['lab', 'notebook'] satisfies JupyterApp[]) {
  describe(`dd.Neuron in ${app === 'lab' ? 'JupyterLab' : 'Notebook 7'}`, () => {
    let api: ApiServer;
    let jupyter: Jupyter;
    let browser: Browser;
    let context: BrowserContext;
    let notebook: NotebookPage;

    before(async () => {
      api = await startApiServer([EXAMPLE, HOSTILE]);
      jupyter = await startJupyter({ app, notebooks: NOTEBOOKS, env: { DEEPDECIPHER_API: api.address } });
      browser = await launchBrowser();
      context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    });

    after(async () => {
      await browser?.close();
      await jupyter?.stop();
      await api?.stop();
    });

    const open = async (name: keyof typeof NOTEBOOKS) => {
      notebook = await NotebookPage.open(context, jupyter, name);
    };

    afterEach(() => {
      assert.deepEqual(notebook.errors, []);
      assert.deepEqual(notebook.foreign, []);
    });

    describe('in step with Python', () => {
      before(() => open('story.ipynb'));
      after(() => notebook.close());

      it('is drawn from what the kernel sent, without another request', async () => {
        const milliseconds = await timeToNeuron(notebook);
        console.log(`      first neuron ${Math.round(milliseconds)} ms after its cells were run`);
        await drawn(neurons(notebook).nth(1));
        assert.equal(await numberField(neurons(notebook).first()).inputValue(), '172');
        assert.deepEqual(notebook.requests, []);
      });

      it('follows the trait, in both views', async () => {
        assert.equal(await notebook.kernel('w.neuron = 7'), '');
        await showing(neurons(notebook).nth(0), 7);
        await showing(neurons(notebook).nth(1), 7);
        assert.deepEqual(notebook.requests, []);
      });

      it('changes the trait when moved on, once for both views', async () => {
        await neurons(notebook).nth(0).getByLabel('Next neuron').click();
        await showing(neurons(notebook).nth(1), 8);
        assert.equal(await notebook.kernel('print(w.neuron)'), '8');
        assert.deepEqual(notebook.requests, [`${api.address}/api/py-solu-2l/all/1/8`]);
      });

      it('keeps notebook shortcuts out of its number field', async () => {
        const field = numberField(neurons(notebook).first());
        await field.click();
        await field.press('d');
        await field.press('d');
        await field.press('x');
        await field.fill('20');
        await field.press('Enter');
        await showing(neurons(notebook).first(), 20);
        assert.equal(await notebook.kernel('print(w.neuron)'), '20');
        await notebook.save();
        assert.equal(jupyter.notebook('story.ipynb').cells.length, 3);
      });

      it('says which neurons there are when asked for one that is not there', async () => {
        assert.equal(await notebook.kernel('w.neuron = 9999'), '');
        await neurons(notebook).first().getByText('0 to 511').waitFor();
        await notebook.kernel('w.neuron = 172');
        await showing(neurons(notebook).first(), 172);
      });

      it('leaves static HTML and text in the saved notebook', async () => {
        await notebook.save();
        const data = jupyter.notebook('story.ipynb').cells[1]?.outputs?.[0]?.data ?? {};
        assert.match(String(data['text/html']), /neuron <b>172<\/b>.*Peaks on <code>/s);
        assert.doesNotMatch(String(data['text/html']), /<script|<dd-/);
        assert.match(String(data['text/plain']), /^Neuron\('py-solu-2l', 1, 172\): peaks on /);
      });
    });

    if (app === 'notebook') return;

    describe('elsewhere', () => {
      afterEach(() => notebook.close());

      it('is drawn from the saved notebook without its kernel, with the neuron shown last', async () => {
        await open('reopened.ipynb');
        await notebook.runAll();
        await neurons(notebook).getByLabel('Next neuron').click();
        await showing(neurons(notebook), 173);
        await notebook.kernel('w.neuron');
        await notebook.save();
        await notebook.close();
        await jupyter.endKernels();
        await open('reopened.ipynb');
        await showing(neurons(notebook), 173);
        assert.deepEqual(notebook.requests, []);
      });

      it('is in step again after the page was loaded anew', async () => {
        await open('reloaded.ipynb');
        await notebook.runAll();
        await drawn(neurons(notebook));
        await notebook.save();
        await notebook.close();
        await open('reloaded.ipynb');
        await neurons(notebook).getByLabel('Next neuron').click();
        await showing(neurons(notebook), 173);
        assert.equal(await notebook.kernel('print(w.neuron)'), '173');
        await notebook.kernel('w.neuron = 7');
        await showing(neurons(notebook), 7);
      });

      it('says that the API is away, and draws on Retry once it is there', async () => {
        const port = await freePort();
        await open('away.ipynb');
        await notebook.kernel(
          `from deepdecipher_widget.api_connection import ApiConnection; away = ApiConnection('http://127.0.0.1:${port}')`,
        );
        await notebook.runAll();
        await neurons(notebook).getByText(`does not answer at http://127.0.0.1:${port}`).waitFor();
        const late = await startApiServer([EXAMPLE], port);
        try {
          await neurons(notebook).getByRole('button', { name: 'Retry' }).click();
          await drawn(neurons(notebook));
        } finally {
          await late.stop();
        }
      });

      it('shows what it has seen when kernel and API are gone, and says so', async () => {
        const own = await startApiServer([EXAMPLE]);
        await open('kept.ipynb');
        await notebook.kernel(
          `from deepdecipher_widget.api_connection import ApiConnection; away = ApiConnection('${own.address}')`,
        );
        await notebook.runAll();
        await drawn(neurons(notebook));
        for (const neuron of [173, 174]) {
          await neurons(notebook).getByLabel('Next neuron').click();
          await showing(neurons(notebook), neuron);
        }
        await notebook.save();
        await notebook.close();
        await jupyter.endKernels();
        await own.stop();
        await open('kept.ipynb');
        await showing(neurons(notebook), 174);
        await neurons(notebook).getByLabel('Previous neuron').click();
        await showing(neurons(notebook), 173);
        await neurons(notebook)
          .getByText(/Copy from .* ago: the API does not answer/)
          .waitFor();
      });

      it('goes through the kernel where there is no API for the browser', async () => {
        await open('file.ipynb');
        await notebook.runAll();
        await neurons(notebook).getByLabel('Previous neuron').click();
        await showing(neurons(notebook), 171);
        assert.equal(await notebook.kernel('print(w.neuron)'), '171');
        assert.deepEqual(notebook.requests, []);
      });

      it('draws hostile tokens as text', async () => {
        await open('hostile.ipynb');
        await notebook.runAll();
        for (let neuron = 0; neuron < 4; neuron += 1) {
          await notebook.kernel(`w.neuron = ${neuron}`);
          await notebook.page.locator(`dd-neuron[neuron="${neuron}"] [aria-busy=false]`).waitFor();
          assert.equal(await neurons(notebook).locator('script, img, iframe').count(), 0);
        }
        await notebook.kernel('w.neuron = 0');
        await neurons(notebook).getByText('<script>alert(1)</script>').first().waitFor();
      });
    });
  });
}
