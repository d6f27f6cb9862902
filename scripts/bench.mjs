// Measures; see test/bench/main.ts. With --json nothing but figures goes to standard output.
import { inRoot, node24 } from './lib/paths.mjs';
import { runMain, show } from './lib/run.mjs';
import { buildExtension, setup } from './lib/setup.mjs';

await runMain(async () => {
  const { log } = console;
  console.log = console.error;
  await setup();
  await buildExtension();
  console.log = log;
  return show(node24, [inRoot('test/bench/main.ts'), ...process.argv.slice(2)]);
});
