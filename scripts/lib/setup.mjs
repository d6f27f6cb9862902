import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { makeVirtualEnvironment, pipInstall } from './python.mjs';
import { npm, run, UserError } from './run.mjs';
import { step } from './step.mjs';

const PACKAGES = ['client', 'elements', 'widget', 'language-server', 'vscode-extension', 'server'];
// JupyterLab's defaults in our environment: it asks no outside host for news, and saves widgets with the notebook.
const SETTINGS = '.venv/share/jupyter/lab/settings/overrides.json';
const sourcesOf = (...packages) =>
  packages.flatMap((name) => [`${name}/src`, `${name}/package.json`, `${name}/tsconfig.json`]);

/** @throws {UserError} if this Node is too old to begin with */
export function requireNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) < 20)
    throw new UserError(`DeepDecipher Kit needs Node 20 or newer; this is ${version}.`);
}

/** npm packages, Node 24 among them. */
export async function installNodePackages() {
  requireNode();
  await step('npm packages', {
    inputs: ['package.json', 'package-lock.json', ...PACKAGES.map((name) => `${name}/package.json`)],
    outputs: ['node_modules/node/bin'],
    work: () => run(npm, [existsSync(inRoot('node_modules')) ? 'install' : 'ci', '--no-audit', '--no-fund']),
  });
}

/** `.venv` with JupyterLab, Notebook and what builds the widget. */
export async function installPythonPackages() {
  await step('Python environment', {
    inputs: ['scripts/lib/python.mjs'],
    outputs: ['.venv/pyvenv.cfg'],
    work: makeVirtualEnvironment,
  });
  await step('JupyterLab', {
    inputs: ['widget/requirements.txt', 'scripts/lib/jupyterlab-settings.json', '.venv/pyvenv.cfg'],
    outputs: [SETTINGS],
    async work() {
      await pipInstall('-r', inRoot('widget/requirements.txt'));
      mkdirSync(path.dirname(inRoot(SETTINGS)), { recursive: true });
      copyFileSync(inRoot('scripts/lib/jupyterlab-settings.json'), inRoot(SETTINGS));
    },
  });
}

export async function buildServer() {
  await step('Build of server and website', {
    inputs: [
      'tsconfig.base.json',
      ...sourcesOf('client', 'elements', 'server'),
      'server/webpack.config.js',
      'server/tsconfig.site.json',
    ],
    outputs: ['server/dist/cli.js'],
    work: () => run(npm, ['run', 'build', '-w', 'server']),
  });
}

export async function buildWidget() {
  await step('Build of the notebook widget', {
    inputs: [
      'tsconfig.base.json',
      ...sourcesOf('client', 'elements', 'widget'),
      'widget/scripts',
      'widget/webpack.config.js',
      'widget/webpack.labextension.cjs',
      'server/dataset.sql',
    ],
    outputs: ['widget/deepdecipher_widget/labextension/package.json'],
    work: () => run(npm, ['run', 'build', '-w', 'widget']),
  });
  await step('Python package deepdecipher_widget', {
    inputs: [
      'widget/pyproject.toml',
      'widget/hatch_build.py',
      '.cache/steps/Build-of-the-notebook-widget',
      '.cache/steps/JupyterLab',
    ],
    outputs: [],
    work: () => pipInstall('--no-build-isolation', '--no-deps', '-e', inRoot('widget')),
  });
}

/** The VS Code extension, bundled and packed as `dist/deepdecipher.vsix`. */
export async function buildExtension() {
  await step('Build of the VS Code extension', {
    inputs: [
      'tsconfig.base.json',
      'LICENSE',
      ...sourcesOf('client', 'elements', 'language-server', 'vscode-extension'),
      ...[
        'webpack.config.cjs',
        'tsconfig.host.json',
        'tsconfig.webview.json',
        '.vscodeignore',
        'README.md',
        'CHANGELOG.md',
        'media',
        'scripts',
      ].map((name) => `vscode-extension/${name}`),
    ],
    outputs: ['vscode-extension/dist/extension.cjs', 'dist/deepdecipher.vsix'],
    work: () => run(npm, ['run', 'package', '-w', 'vscode-extension']),
  });
}

/** All that `npm start` needs. */
export async function setup() {
  await installNodePackages();
  await installPythonPackages();
  await buildServer();
  await buildWidget();
}
