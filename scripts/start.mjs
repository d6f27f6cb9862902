// From a fresh clone to a notebook, a website and an API over the example dataset. The second time it takes seconds.
import { randomBytes } from 'node:crypto';
import { exampleDataset, inRoot, node24, serverCli, venvTool } from './lib/paths.mjs';
import { requireFreePort } from './lib/port.mjs';
import { findPython } from './lib/python.mjs';
import { runMain } from './lib/run.mjs';
import { startService } from './lib/service.mjs';
import { requireNode, setup } from './lib/setup.mjs';

const NOTEBOOK = 'quickstart.ipynb';

await runMain(async () => {
  console.log('DeepDecipher Kit');
  // What would stop it later is said before minutes are spent on installing.
  requireNode();
  findPython();
  const apiPort = await requireFreePort('DEEPDECIPHER_PORT', 8410, 'the DeepDecipher API');
  const jupyterPort = await requireFreePort('JUPYTER_PORT', 8888, 'JupyterLab');
  await setup();
  const api = `http://127.0.0.1:${apiPort}`;
  const jupyter = `http://127.0.0.1:${jupyterPort}`;
  const token = randomBytes(24).toString('hex');
  const browser = process.env.DEEPDECIPHER_NO_BROWSER === '1' ? ['--no-browser'] : [];
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];

  const services = await Promise.all([
    startService('the DeepDecipher API', `${api}/api`, node24, [serverCli, 'serve', exampleDataset, '--port', apiPort]),
    startService(
      'JupyterLab',
      `${jupyter}/api`,
      venvTool('jupyter'),
      [
        'lab',
        `--port=${jupyterPort}`,
        '--ip=127.0.0.1',
        '--ServerApp.port_retries=0',
        `--ServerApp.root_dir=${inRoot('examples')}`,
        `--LabApp.default_url=/lab/tree/${NOTEBOOK}`,
        `--IdentityProvider.token=${token}`,
        ...browser,
        ...asRoot,
      ],
      { DEEPDECIPHER_API: api },
    ),
  ]);

  console.log(`
  Notebook  ${jupyter}/lab/tree/${NOTEBOOK}?token=${token}
  Website   ${api}/viz
  API       ${api}/api

  Ctrl+C stops both.`);

  const stop = () => {
    for (const service of services) service.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const endings = await Promise.race(services.map((service) => service.ended.then((ending) => [ending])));
  stop();
  const failure = endings.find(({ asked }) => !asked);
  await Promise.all(services.map((service) => service.ended));
  if (failure) {
    console.error(`\n${failure.name} ended unexpectedly:\n${failure.log}`);
    return 1;
  }
  return 0;
});
