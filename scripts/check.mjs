// Format, lint, package arrows (Biome) and types (TypeScript) of the whole workspace.
import { inRoot, node24 } from './lib/paths.mjs';
import { runMain, show } from './lib/run.mjs';

const CHECKS = [
  [node24, inRoot('node_modules/@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  [node24, inRoot('node_modules/typescript/bin/tsc'), '--build'],
  [node24, inRoot('node_modules/typescript/bin/tsc'), '--project', 'tsconfig.test.json'],
];

await runMain(async () => {
  let failed = 0;
  for (const [command, ...args] of CHECKS) failed += (await show(command, args)) === 0 ? 0 : 1;
  return failed;
});
