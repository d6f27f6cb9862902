// Where things are. Only Node's built-ins: these scripts run before anything is installed, under Node 20.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => path.join(root, ...parts);

/** Node 24, from the npm package `node`; there once the npm packages are installed. */
export const node24 = inRoot('node_modules/node/bin', windows ? 'node.exe' : 'node');

export const venv = inRoot('.venv');
export const venvBin = path.join(venv, windows ? 'Scripts' : 'bin');
export const venvPython = path.join(venvBin, windows ? 'python.exe' : 'python');
export const venvTool = (name) => path.join(venvBin, windows ? `${name}.exe` : name);

export const exampleDataset = inRoot('examples/data/py-solu-2l.db');
export const serverCli = inRoot('server/dist/cli.js');

/** An environment in which `node` is Node 24 and the Python tools are those of `.venv`. */
export function toolEnvironment(extra = {}) {
  const PATH = [inRoot('node_modules/.bin'), venvBin, process.env.PATH].join(path.delimiter);
  return { ...process.env, PATH, ...extra };
}
