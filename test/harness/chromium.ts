import { existsSync } from 'node:fs';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an installed Chromium or Chrome; the environment variable CHROMIUM comes first. @throws if there is none */
export function chromiumPath(): string {
  const found = PLACES.find((place) => place !== undefined && existsSync(place));
  if (found === undefined) throw new Error('No Chromium found. Install Chromium or set CHROMIUM to its path.');
  return found;
}

/** Switches for a browser that may run as root and reaches nothing but the loopback address. */
export const CHROMIUM_SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];
