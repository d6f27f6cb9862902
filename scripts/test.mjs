// `npm test` runs every suite; `npm test -- client elements` only those named, with no more set-up than they need.
import { runMain, UserError } from './lib/run.mjs';
import { buildExtension, buildServer, installNodePackages, installPythonPackages, setup } from './lib/setup.mjs';
import { runSuite, SUITES } from './lib/suites.mjs';
import { installChromium, installTestTools } from './lib/test-tools.mjs';

/** What a suite needs beyond the npm packages and a build of the TypeScript; all of it for those not named here. */
const SMALL_SETUPS = {
  check: buildServerAndInstallPython,
  client: buildServerAndInstallChromium,
  'language-server': buildServer,
  elements: buildServerAndInstallChromium,
};

async function buildServerAndInstallPython() {
  await buildServer();
  await installPythonPackages();
}

async function buildServerAndInstallChromium() {
  await buildServer();
  await installChromium();
}

await runMain(async () => {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new UserError(
      `No suite is called ${unknown.join(', ')}. There are ${[...new Set(SUITES.map(({ name }) => name))].join(', ')}.`,
    );
  }
  const chosen = SUITES.filter(({ name }) => names.length === 0 || names.includes(name));

  console.log('Setting up');
  await installNodePackages();
  if (chosen.every(({ name }) => name in SMALL_SETUPS)) {
    for (const { name } of chosen) await SMALL_SETUPS[name]();
  } else {
    await setup();
    await buildExtension();
    await installTestTools();
  }

  const total = { passed: 0, failed: 0 };
  const bad = new Set();
  for (const suite of chosen) {
    const { passed, failed } = await runSuite(suite);
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) bad.add(suite.name);
  }
  if (bad.size > 0) console.log(`\nFailed in: ${[...bad].join(', ')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
