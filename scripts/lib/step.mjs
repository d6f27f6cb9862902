import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

const SKIPPED = new Set([
  'node_modules',
  'dist',
  '.venv',
  '__pycache__',
  'labextension',
  'nbextension',
  '.cache',
  '.pytest_cache',
]);

/** Every file at or below the given paths, build outputs left out, in a fixed order. */
function* filesOf(paths) {
  for (const place of paths) {
    if (!existsSync(place)) continue;
    if (!statSync(place).isDirectory()) yield place;
    else
      yield* filesOf(
        readdirSync(place)
          .filter((name) => !SKIPPED.has(name))
          .sort()
          .map((name) => path.join(place, name)),
      );
  }
}

function fingerprint(inputs) {
  const hash = createHash('sha256').update(root).update(process.platform);
  for (const file of filesOf(inputs.map((input) => inRoot(input)))) {
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Does a piece of work unless it has been done for the same inputs and its outputs are still there.
 *
 * @param name    what the user reads
 * @param inputs  files and folders, relative to the root, that the work depends on
 * @param outputs files that must be there afterwards
 */
export async function step(name, { inputs, outputs, work }) {
  const stamp = inRoot('.cache/steps', name.replaceAll(/\W+/g, '-'));
  const state = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state && outputs.every((file) => existsSync(inRoot(file))))
    return;
  rmSync(stamp, { force: true });
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const tty = process.stdout.isTTY;
  const ticking = tty && setInterval(() => process.stdout.write(`\r  ${name} … ${seconds()} `), 200);
  if (!tty) console.log(`  ${name} …`);
  try {
    await work();
  } finally {
    clearInterval(ticking);
    if (tty) process.stdout.write('\r\x1b[K');
  }
  const missing = outputs.filter((file) => !existsSync(inRoot(file)));
  if (missing.length > 0) throw new Error(`${name} did not make ${missing.join(', ')}`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
  console.log(`  ${name}: ${seconds()}`);
}
