import type { Browser, Page } from 'playwright-core';
import type { Kit } from './kit.ts';

/** The quickstart notebook, opened by the address that `npm start` prints, as a newcomer sees it. */
export async function openQuickstart(browser: Browser, kit: Kit): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(kit.notebook);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  // The toolbar's indicator says "idle" also before there is a kernel; cells that are run then are lost.
  await page.locator('#jp-main-statusbar').getByText('Python 3 (ipykernel) | Idle').waitFor();
  return page;
}

/**
 * Runs all cells from the menu.
 * @returns milliseconds from the click to the first neuron's tokens being drawn
 */
export async function runAllCells(page: Page): Promise<number> {
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  const item = page.getByRole('menuitem', { name: 'Run All Cells', exact: true });
  await item.waitFor();
  const started = performance.now();
  await item.click();
  await page.locator('.jp-OutputArea-output dd-neuron .token').first().waitFor();
  return performance.now() - started;
}
