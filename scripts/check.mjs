// Format, lint, package arrows (Biome, Ruff for Python) and types (TypeScript) of the whole workspace.
import { inRoot, node24, venvPython } from './lib/paths.mjs';
import { runMain, show } from './lib/run.mjs';

const PYTHON = ['widget', 'examples', 'test'];
const CHECKS = [
  [node24, inRoot('node_modules/@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  [node24, inRoot('node_modules/typescript/bin/tsc'), '--build'],
  [node24, inRoot('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.test.json'],
  [venvPython, '-m', 'ruff', 'check', '--quiet', ...PYTHON],
  [venvPython, '-m', 'ruff', 'format', '--check', '--quiet', ...PYTHON],
];

await runMain(async () => {
  let failed = 0;
  for (const [command, ...args] of CHECKS) failed += (await show(command, args)) === 0 ? 0 : 1;
  return failed;
});
