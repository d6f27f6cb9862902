import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type ApiServer, startApiServer } from '../harness/api-server.ts';
import { VscodeHost } from '../harness/vscode-host.ts';
import { Workbench } from '../harness/workbench.ts';
import { EXAMPLE, HOSTILE, VSIX, WORKSPACE } from './places.ts';

describe('VS Code with the packaged extension', function () {
  this.timeout(90_000);
  let api: ApiServer;
  let host: VscodeHost;
  let page: Page;
  let workbench: Workbench;
  const dialogs: string[] = [];

  before(async () => {
    api = await startApiServer([EXAMPLE, HOSTILE]);
    host = await VscodeHost.start({ vsix: [VSIX], settings: { 'deepdecipher.apiUrl': api.address } });
    page = await host.open(WORKSPACE);
    page.on('dialog', async (dialog) => {
      dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    workbench = new Workbench(page);
  });

  after(async () => {
    await host?.stop();
    await api?.stop();
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || !page) return;
    const file = path.join(tmpdir(), 'deepdecipher-vscode-failure.png');
    await page.screenshot({ path: file });
    console.log(`      What was on the screen: ${file}`);
  });

  const item = (name: string | RegExp) => workbench.treeItems('Neurons', name).first();
  const panels = async () => (await workbench.editorTitles).filter((title) => title.includes('/'));
  const element = () => workbench.webview.locator('dd-neuron');

  it('shows on hover what a neuron does', async () => {
    const editor = await workbench.openFile('notes.py');
    const box = await workbench.hover(editor, 'py-solu-2l/1/172', 'layer 1');
    const words = await box.textContent();
    assert.match(words ?? '', /py-solu-2l · layer 1 · neuron 172 · Open · Web page/);
    assert.match(words ?? '', /Fires on .*correlation [\d.]+, from its patterns/);
  });

  it('opens the panel from the hover', async () => {
    const editor = workbench.page.locator('.editor-instance .monaco-editor[data-uri$="/notes.py"]');
    const box = await workbench.hover(editor, 'L0N7', 'neuron 7');
    await box.getByText('Open', { exact: true }).click();
    await element().getByText('Peaks on').first().waitFor();
    assert.deepEqual(await panels(), ['py-solu-2l/0/7']);
  });

  it('says what is valid where a neuron is not there, and leaves other names alone', async () => {
    const editor = await workbench.openFile('notes.py');
    await workbench.hover(editor, 'py-solu-2l/1/9999', '511');
    await assert.rejects(workbench.hover(editor, 'another-model/0/1', /another-model/, 2), /It says: nothing/);
  });

  it('lists models, layers and neurons, fifty at a time', async () => {
    await workbench.openView('DeepDecipher');
    await item('Model py-solu-2l').click();
    await item('Layer 1 of py-solu-2l').click();
    await item(/^Neuron \d+, .*importance/).waitFor();
    await page.keyboard.press('End');
    const more = item(/^Load more/);
    assert.match((await more.textContent()) ?? '', /50 of 512/);
    await more.click();
    await workbench.treeItems('Neurons', /^Load more/).waitFor({ state: 'hidden' });
    await page.keyboard.press('End');
    await workbench
      .treeItems('Neurons', /^Load more/)
      .filter({ hasText: '100 of 512' })
      .waitFor();
  });

  it('draws the neuron chosen in the tree, in the same panel, and goes to the next', async () => {
    await page.keyboard.press('Home');
    await item(/^Neuron \d+, .*importance/).click();
    await element().locator('dd-snippets').first().waitFor();
    const before = await panels();
    assert.equal(before.length, 1, before.join());
    const neuron = Number(before[0]?.split('/')[2]);
    const [step, next] = neuron < 511 ? ['Next neuron', neuron + 1] : ['Previous neuron', neuron - 1];
    await workbench.webview.getByRole('button', { name: step }).click();
    await page.locator('.tab', { hasText: `py-solu-2l/1/${next}` }).waitFor();
    await workbench.webview.locator(`dd-neuron[neuron="${next}"]`).getByText('Peaks on').first().waitFor();
  });

  it('opens a neuron that is typed, and refuses one that is not there', async () => {
    await workbench.runCommand('DeepDecipher: Open Neuron...');
    await workbench.typeInto('Open Neuron', 'py-solu-2l/7/0');
    await workbench.quickInput.getByText('py-solu-2l has layers 0 to 1, not 7.').waitFor();
    await workbench.typeInto('Open Neuron', 'L1N3');
    await workbench.quickInput.getByText('has layers').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'py-solu-2l/1/3' }).waitFor();
  });

  it('shows the same panel after a reload of the window', async () => {
    await workbench.webview.locator('dd-neuron[neuron="3"]').getByText('Peaks on').first().waitFor();
    const reloaded = page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await reloaded;
    await workbench.webview.locator('dd-neuron[neuron="3"]').getByText('Peaks on').first().waitFor();
    assert.deepEqual(await panels(), ['py-solu-2l/1/3']);
  });

  it('draws hostile tokens as text', async () => {
    await workbench.openView('DeepDecipher');
    await item('Model hostile').click();
    await workbench.runCommand('DeepDecipher: Open Neuron...');
    await workbench.typeInto('Open Neuron', 'hostile/0/0');
    await page.keyboard.press('Enter');
    await element().getByText('<img src=x onerror=alert(1)>').first().waitFor();
    for (const neuron of [1, 2, 3]) {
      await workbench.webview.getByRole('button', { name: 'Next neuron' }).click();
      await workbench.webview.locator(`dd-neuron[neuron="${neuron}"] dd-snippets`).first().waitFor();
    }
    assert.equal(await element().locator('img, script').count(), 0);
    const editor = await workbench.openFile('hostile.md');
    for (const neuron of [0, 1]) {
      const box = await workbench.hover(editor, `hostile/0/${neuron}`, `layer 0 · neuron ${neuron}`);
      assert.equal(await box.locator('img, script, svg').count(), 0);
      assert.deepEqual(await box.locator('a').allTextContents(), ['Open', 'Web page']);
    }
    assert.deepEqual(dialogs, []);
  });

  it('shows what was seen when the API is away, says so, and recovers', async () => {
    await workbench.openView('DeepDecipher');
    await api.stop();
    await workbench.runCommand('DeepDecipher: Refresh');
    await page
      .getByText(/^Copy from .* ago: the API does not answer\.$/)
      .first()
      .waitFor();
    await item('Model py-solu-2l').waitFor();
    const editor = await workbench.openFile('notes.py');
    await workbench.hover(
      editor,
      'py-solu-2l/1/172',
      /layer 1 · neuron 172.*Copy from .* ago: the API does not answer\./s,
    );
    await workbench.runCommand('DeepDecipher: Open Neuron...');
    await workbench.typeInto('Open Neuron', 'L1N3');
    await page.keyboard.press('Enter');
    await workbench.webview.locator('dd-neuron[neuron="3"]').getByText('the API does not answer').waitFor();
    api = await startApiServer([EXAMPLE, HOSTILE], api.port);
    await workbench.runCommand('DeepDecipher: Refresh');
    await page
      .getByText(/^Copy from /)
      .first()
      .waitFor({ state: 'hidden' });
  });
});
