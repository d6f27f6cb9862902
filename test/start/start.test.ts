import assert from 'node:assert/strict';
import { type Browser, launchBrowser } from '../harness/browser.ts';
import { type Kit, startKit } from '../harness/kit.ts';
import { openQuickstart, runAllCells } from '../harness/quickstart.ts';

describe('npm start', () => {
  let kit: Kit;
  let browser: Browser;

  before(async () => {
    kit = await startKit();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await kit?.stop();
  });

  it('serves the example model', async () => {
    const { models } = await (await fetch(kit.api)).json();
    assert.deepEqual(
      models.map(({ name }: { name: string }) => name),
      ['py-solu-2l'],
    );
  });

  it('shows a neuron in the notebook that it opens', async () => {
    const page = await openQuickstart(browser, kit);
    await runAllCells(page);
    await page.locator('.jp-OutputArea-output dd-neuron .token.maximum').first().waitFor();
    assert.equal(await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').count(), 0);
  });

  it('shows a neuron on the website, by links alone', async () => {
    const page = await browser.newPage();
    await page.goto(kit.website);
    await page.getByRole('link', { name: 'py-solu-2l' }).first().click();
    await page.locator('dd-model dd-ranking a').first().click();
    await page.locator('dd-neuron .token.maximum').first().waitFor();
  });

  it('keeps strangers out of the notebook server', async () => {
    const { origin } = new URL(kit.notebook);
    assert.equal((await fetch(`${origin}/api/contents`)).status, 403);
  });

  it('stops both when asked, without complaint', async () => {
    const { origin } = new URL(kit.notebook);
    assert.equal(await kit.stop(), 0);
    await assert.rejects(fetch(kit.api));
    await assert.rejects(fetch(origin));
  });
});
