import { launchBrowser } from '../harness/browser.ts';
import { startKit } from '../harness/kit.ts';
import { openQuickstart, runAllCells } from '../harness/quickstart.ts';
import type { Benchmark } from './benchmark.ts';

async function firstNeuron(): Promise<number> {
  const kit = await startKit();
  const browser = await launchBrowser();
  try {
    return await runAllCells(await openQuickstart(browser, kit));
  } finally {
    await browser.close();
    await kit.stop();
  }
}

async function warmStart(): Promise<number> {
  const kit = await startKit();
  await kit.stop();
  return kit.seconds;
}

export const benchmarks: readonly Benchmark[] = [
  { package: 'hosts', name: 'warm-start', unit: 's', target: { atMost: 15 }, against: null, measure: warmStart },
  {
    package: 'hosts',
    name: 'notebook-first-neuron',
    unit: 'ms from Run All Cells to the first tokens drawn',
    target: { atMost: 2000 },
    against: null,
    measure: firstNeuron,
  },
];
