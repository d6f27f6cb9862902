import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tagOf } from '@deepdecipher/client/node/answers';
import { style } from './style.ts';

/** What every page of the website carries. */
export interface Site {
  /** The elements and what brings them to life: one script, which goes into the page. */
  readonly script: string;
  readonly style: string;
  /** Allows this script and this style and nothing else. */
  readonly contentSecurityPolicy: string;
  /** Entity tag of all that pages have in common. */
  readonly etag: string;
}

const BUNDLE = new URL('../../dist/site/bundle.js', import.meta.url);

/** Reads the website's script, as built. @throws {Error} if it was not built */
export async function loadSite(): Promise<Site> {
  return createSite(await readFile(BUNDLE, 'utf8'));
}

/** A website with another script, for tests. */
export function createSite(script: string): Site {
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
  return { script, style, contentSecurityPolicy, etag: tagOf(script, style) };
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
