// Takes the README's pictures from the real hosts: `node test/screenshots/main.ts` after `npm run setup`.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startApiServer } from '../harness/api-server.ts';
import { launchBrowser } from '../harness/browser.ts';
import { startKit } from '../harness/kit.ts';
import { openQuickstart, runAllCells } from '../harness/quickstart.ts';
import { VscodeHost } from '../harness/vscode-host.ts';
import { Workbench } from '../harness/workbench.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const IMAGES = path.join(ROOT, 'docs/images');
const SIZE = { width: 1280, height: 800 };
const image = (name: string) => path.join(IMAGES, `${name}.png`);

mkdirSync(IMAGES, { recursive: true });
await takeNotebook();
await takeWebsite();
await takeVscode('Default Light Modern', async (workbench) => {
  const editor = await workbench.openFile('notes.py');
  await expandLayer(workbench);
  await workbench.hover(editor, 'py-solu-2l/0/283', 'neuron 283');
  await workbench.page.screenshot({ path: image('vscode-hover') });
});
await takeVscode('Default Dark Modern', async (workbench) => {
  await workbench.openFile('notes.py');
  await expandLayer(workbench);
  await workbench.runCommand('DeepDecipher: Open Neuron...');
  await workbench.quickInput.locator('input').first().fill('py-solu-2l/0/283');
  await workbench.page.keyboard.press('Enter');
  await workbench.webview.locator('dd-neuron .token.maximum').first().waitFor();
  await workbench.page.screenshot({ path: image('vscode-panel') });
});

async function takeNotebook(): Promise<void> {
  const kit = await startKit();
  const browser = await launchBrowser();
  try {
    const page = await openQuickstart(browser, kit);
    await runAllCells(page);
    const neuron = page.locator('.jp-OutputArea-output dd-neuron').first();
    await neuron.evaluate((element) => element.closest('.jp-Cell')?.scrollIntoView());
    await neuron.locator('.token.maximum').first().hover();
    await page.screenshot({ path: image('notebook') });
  } finally {
    await browser.close();
    await kit.stop();
  }
}

async function takeWebsite(): Promise<void> {
  const api = await startApiServer([path.join(ROOT, 'examples/data/py-solu-2l.db')]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 625 }, colorScheme: 'dark' });
    await page.goto(`${api.address}/viz/py-solu-2l/all/1/404`);
    await page.locator('dd-neuron .token.maximum').first().waitFor();
    await page.screenshot({ path: image('website') });
  } finally {
    await browser.close();
    await api.stop();
  }
}

async function takeVscode(theme: string, take: (workbench: Workbench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-notes-'));
  copyFileSync(path.join(import.meta.dirname, 'notes.py'), path.join(folder, 'notes.py'));
  const api = await startApiServer([path.join(ROOT, 'examples/data/py-solu-2l.db')]);
  const host = await VscodeHost.start({
    vsix: [path.join(ROOT, 'dist/deepdecipher.vsix')],
    settings: { 'deepdecipher.apiUrl': api.address, 'workbench.colorTheme': theme },
  });
  try {
    const page = await host.open(folder);
    await page.setViewportSize(SIZE);
    await take(new Workbench(page));
  } finally {
    await host.stop();
    await api.stop();
    rmSync(folder, { recursive: true });
  }
}

async function expandLayer(workbench: Workbench): Promise<void> {
  await workbench.openView('DeepDecipher');
  await workbench.treeItems('Neurons', 'Model py-solu-2l').first().click();
  await workbench.treeItems('Neurons', 'Layer 0 of py-solu-2l').first().click();
  await workbench
    .treeItems('Neurons', /^Neuron /)
    .first()
    .waitFor();
}
