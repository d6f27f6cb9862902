// Installs and builds everything that `npm start` and `npm test` need, without starting anything.
import { runMain } from './lib/run.mjs';
import { buildExtension, setup } from './lib/setup.mjs';
import { installTestTools } from './lib/test-tools.mjs';

await runMain(async () => {
  await setup();
  await buildExtension();
  await installTestTools();
});
