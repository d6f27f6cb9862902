import { existsSync } from 'node:fs';
import { inRoot, node24 } from './paths.mjs';
import { pipInstall } from './python.mjs';
import { npm, run, UserError } from './run.mjs';
import { step } from './step.mjs';

/** What only the tests need: Chromium, a VS Code server, the recorder's PyTorch. */
export async function installTestTools() {
  await installChromium();
  await step('VS Code server', {
    inputs: ['test/package.json', 'test/package-lock.json'],
    outputs: ['test/node_modules/code-server/lib/vscode/node_modules'],
    work: () => run(npm, ['ci', '--prefix', 'test', '--no-audit', '--no-fund']),
  });
  await step('PyTorch and TransformerLens', {
    inputs: ['widget/pyproject.toml', '.cache/steps/JupyterLab'],
    outputs: [],
    work: () => pipInstall('--no-build-isolation', '-e', `${inRoot('widget')}[record,test]`),
  });
}

/** Chromium, from where it is or from the system's package manager. */
export async function installChromium() {
  if (await chromium()) return;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new UserError('The tests need Chromium or Chrome. Install one, or set CHROMIUM to its path.');
  }
  await step('Chromium', {
    inputs: [],
    outputs: [],
    async work() {
      await run('apt-get', ['update', '-qq']);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      });
    },
  });
  if (!(await chromium()))
    throw new UserError('Chromium was installed but is not where it is looked for; set CHROMIUM.');
}

/** Whether the tests' own finder finds a browser. */
async function chromium() {
  const finder = JSON.stringify(inRoot('test/harness/chromium.ts'));
  const code = `import(${finder}).then(({ chromiumPath }) => chromiumPath())`;
  return run(node24, ['-e', code]).then(
    () => true,
    () => false,
  );
}
