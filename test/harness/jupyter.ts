import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export type JupyterApp = 'lab' | 'notebook';

export interface JupyterOptions {
  readonly app: JupyterApp;
  /** Notebooks by file name. */
  readonly notebooks: Readonly<Record<string, Notebook>>;
  /** Added to the environment of server and kernels. */
  readonly env?: Readonly<Record<string, string>>;
  readonly theme?: 'JupyterLab Light' | 'JupyterLab Dark';
}

export interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly source: string | readonly string[];
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A real Jupyter server of the repository's Python environment; it shares nothing with the user's own Jupyter. */
export interface Jupyter {
  readonly app: JupyterApp;
  readonly address: string;
  /** Reads a notebook as it is saved now. */
  notebook(name: string): Notebook;
  /** Ends all kernels, so that a notebook opened next gets a new one. */
  endKernels(): Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT = 60_000;
const SETTINGS: Readonly<Record<string, object>> = {
  // The "official news" question covers the page and no switch of the command line turns it off.
  '@jupyterlab/apputils-extension/notification': { fetchNews: 'false', checkForUpdates: false, doNotDisturbMode: true },
  '@jupyter-widgets/jupyterlab-manager/plugin': { saveState: true },
};

/** A notebook of code cells. */
export function notebookOf(...sources: readonly string[]): Notebook {
  const cells = sources.map((source, index) => ({
    cell_type: 'code' as const,
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  return Object.assign({ cells, metadata: { kernelspec } }, { nbformat: 4, nbformat_minor: 5 });
}

/** Starts JupyterLab or Notebook 7 in a folder of its own, on a free port of the loopback address. */
export async function startJupyter({ app, notebooks, env = {}, theme }: JupyterOptions): Promise<Jupyter> {
  const home = mkdtempSync(path.join(tmpdir(), 'deepdecipher-jupyter-'));
  const folder = path.join(home, 'notebooks');
  mkdirSync(folder);
  for (const [name, notebook] of Object.entries(notebooks)) {
    writeFileSync(path.join(folder, name), JSON.stringify(notebook));
  }
  const settings = theme ? { ...SETTINGS, '@jupyterlab/apputils-extension/themes': { theme } } : SETTINGS;
  for (const [name, value] of Object.entries(settings)) {
    const file = path.join(home, 'settings', `${name}.jupyterlab-settings`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  }
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const bin = path.resolve(import.meta.dirname, '../../.venv', process.platform === 'win32' ? 'Scripts' : 'bin');
  const server = spawn(
    path.join(bin, 'jupyter'),
    [
      app,
      '--no-browser',
      '--allow-root',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--ServerApp.port_retries=0',
      '--IdentityProvider.token=',
      `--ServerApp.root_dir=${folder}`,
      `--${app === 'lab' ? 'LabApp' : 'JupyterNotebookApp'}.expose_app_in_browser=True`,
    ],
    { env: { ...process.env, ...ownFolders(home), PATH: `${bin}${path.delimiter}${process.env['PATH']}`, ...env } },
  );
  const log: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => log.push(String(data)));
  await answering(`${address}/api/status`, server, log);
  return {
    app,
    address,
    notebook: (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')),
    async endKernels() {
      const sessions: { id: string }[] = await (await fetch(`${address}/api/sessions`)).json();
      for (const { id } of sessions) await fetch(`${address}/api/sessions/${id}`, { method: 'DELETE' });
    },
    async stop() {
      const gone = once(server, 'exit');
      // Shuts its kernels down before it ends.
      server.kill('SIGTERM');
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function ownFolders(home: string): Record<string, string> {
  return {
    HOME: home,
    IPYTHONDIR: path.join(home, 'ipython'),
    JUPYTER_CONFIG_DIR: path.join(home, 'config'),
    JUPYTER_DATA_DIR: path.join(home, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: path.join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(home, 'workspaces'),
  };
}

/** Resolves when `url` answers; it is asked every tenth of a second, since the server has no signal of its own. */
async function answering(url: string, server: ChildProcess, log: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_LIMIT;
  const isUp = () =>
    fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await isUp())) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`Jupyter did not start:\n${log.join('')}`);
    await wait(100);
  }
}
