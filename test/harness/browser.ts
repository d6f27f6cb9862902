import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, chromiumPath } from './chromium.ts';

export type { Browser, Page } from 'playwright-core';

/** Starts the installed Chromium without a window. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_SWITCHES });
}
