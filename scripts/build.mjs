// Builds every package: types and modules, then the bundles of website, widget and extension.
import { runMain } from './lib/run.mjs';
import { buildExtension, setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  await buildExtension();
});
