// Builds what the Python package ships: JupyterLab extension, AMD module, schema of the dataset file.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const widget = path.resolve(import.meta.dirname, '..');
const root = path.resolve(widget, '..');
const bin = path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin');
const env = {
  ...process.env,
  PATH: [bin, path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
};
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: widget, env, stdio: 'inherit', shell: process.platform === 'win32' });

if (!existsSync(bin)) {
  console.error(
    `Building the JupyterLab extension needs JupyterLab in ${path.relative(root, bin)}; "npm run setup" installs it.`,
  );
  process.exit(1);
}
run('tsc', '--build', '.');
run('webpack', '--stats=errors-warnings');
run('jupyter-builder', 'build', '.');

const python = path.join(widget, 'deepdecipher_widget');
copyFileSync(path.join(root, 'server/dataset.sql'), path.join(python, 'dataset.sql'));
writeFileSync(
  path.join(python, 'nbextension/extension.js'),
  `define(function () {
  'use strict';
  window.requirejs.config({ map: { '*': { 'deepdecipher-widget': 'nbextensions/deepdecipher-widget/index' } } });
  return { load_ipython_extension: function () {} };
});
`,
);
