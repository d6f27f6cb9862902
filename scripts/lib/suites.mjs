import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot, node24, venvPython } from './paths.mjs';
import { show } from './run.mjs';

const mocha = (files, ...options) => [node24, inRoot('node_modules/mocha/bin/mocha.js'), ...options, files];
const webTestRunner = [node24, inRoot('node_modules/@web/test-runner/dist/bin.js')];

/**
 * Every test suite: its name on the command line, where it runs, and its command. In the order of their length. A name may
 * stand for two: what runs in Node, and what runs in a browser.
 */
export const SUITES = [
  { name: 'check', command: [node24, inRoot('scripts/check.mjs')] },
  { name: 'client', command: mocha('client/test/**/*.test.ts') },
  { name: 'client', cwd: 'client', command: webTestRunner },
  { name: 'language-server', command: mocha('language-server/test/**/*.test.ts') },
  { name: 'server', command: mocha('server/test/**/*.test.ts') },
  { name: 'vscode-extension', command: mocha('vscode-extension/test/*.test.ts') },
  { name: 'widget-frontend', command: mocha('widget/test/**/*.test.ts') },
  { name: 'elements', cwd: 'elements', command: webTestRunner },
  { name: 'widget', cwd: 'widget', command: [venvPython, '-m', 'pytest', '-q', 'tests'] },
  { name: 'docs', command: mocha('test/docs/*.test.ts', '--timeout', '120000') },
  { name: 'jupyter', command: mocha('test/jupyter/*.test.ts', '--timeout', '120000') },
  { name: 'vscode', command: mocha('test/vscode/*.test.ts', '--timeout', '120000') },
  { name: 'start', command: mocha('test/start/*.test.ts', '--timeout', '180000') },
];

/**
 * Runs a suite, its output shown.
 * @returns how many of its tests passed and failed; a suite that ends badly or runs no test has failed
 */
export async function runSuite({ name, cwd = '.', command: [program, ...args] }) {
  console.log(`\n── ${name}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-test-'));
  const file = path.join(folder, 'result.json');
  try {
    const code = await show(program, args, { cwd: inRoot(cwd), env: { DD_RESULT_FILE: file } });
    if (name === 'check') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    const { passed, failed } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
    const sound = code === 0 ? passed > 0 : failed > 0;
    return { passed, failed: sound ? failed : failed + 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
