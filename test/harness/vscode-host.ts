import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_SWITCHES, chromiumPath } from './chromium.ts';

const require = createRequire(import.meta.url);

/** The VS Code server inside the code-server package. Its own command line would ignore where extension tests lie. */
const SERVER = path.join(path.dirname(require.resolve('code-server/package.json')), 'lib/vscode/out/server-main.js');

const QUIET: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'editor.hover.delay': 100,
};

// Installed without scripts, the server lacks its native logger and watchdog: it says so at length, and does without.
const NOISE = /@vscode\/(spdlog|native-watchdog)|Release\/watchdog/;

export interface HostOptions {
  /** The machine's settings, on top of those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packaged extensions to install. */
  readonly vsix?: readonly string[];
  /** Environment of the server, which reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A VS Code server and a browser for it; a fresh one for each run, since what is set in one stays in it. */
export class VscodeHost {
  readonly #data: string;
  readonly #server: ChildProcess;
  readonly #port: number;
  readonly #browser: Browser;

  private constructor(data: string, server: ChildProcess, port: number, browser: Browser) {
    this.#data = data;
    this.#server = server;
    this.#port = port;
    this.#browser = browser;
  }

  static async start({ settings = {}, vsix = [], env = {} }: HostOptions = {}): Promise<VscodeHost> {
    const data = await mkdtemp(path.join(tmpdir(), 'vscode-host-'));
    await mkdir(path.join(data, 'data/Machine'), { recursive: true });
    await writeFile(path.join(data, 'data/Machine/settings.json'), JSON.stringify({ ...QUIET, ...settings }));
    for (const file of vsix) await install(data, file);
    const { server, port } = await listen(data, env);
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_SWITCHES });
    return new VscodeHost(data, server, port, browser);
  }

  /** Opens a workbench on `folder`; `payload` is what the workbench is told besides. */
  async open(folder: string, payload: readonly (readonly [string, string])[] = []): Promise<Page> {
    const page = await this.blankPage();
    await page.goto(this.address(folder, payload));
    return page;
  }

  /** A page on which nothing is open yet. */
  async blankPage(): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    return page;
  }

  address(folder: string, payload: readonly (readonly [string, string])[] = []): string {
    const parameters = new URLSearchParams({
      folder: path.resolve(folder),
      payload: JSON.stringify([['skipWelcome', 'true'], ...payload]),
    });
    return `http://127.0.0.1:${this.#port}/?${parameters}`;
  }

  /** A file of this machine as the workbench in the browser names it. */
  remote(file: string): string {
    return `vscode-remote://127.0.0.1:${this.#port}${pathToFileURL(path.resolve(file)).pathname}`;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await end(this.#server);
    await rm(this.#data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One test that ran in the extension host. */
export interface HostTest {
  readonly title: string;
  readonly milliseconds: number;
  /** The error's stack if it failed. */
  readonly failure?: string;
}

/**
 * Runs the tests that `tests` (a module with an exported `run`) holds in the extension host, with the extension in folder
 * `extension` loaded from source. The proof that they ran is the file whose name is in VSCODE_TEST_RESULT: the exit code is 0
 * also where the host was killed.
 */
export async function runInExtensionHost(options: {
  readonly extension: string;
  readonly tests: string;
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<readonly HostTest[]> {
  const { extension, tests, folder, settings = {}, env = {} } = options;
  const results = await mkdtemp(path.join(tmpdir(), 'vscode-result-'));
  const file = path.join(results, 'result.json');
  const host = await VscodeHost.start({ settings, env: { ...env, VSCODE_TEST_RESULT: file } });
  try {
    const page = await host.blankPage();
    const lines: string[] = [];
    const ended = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationLog', (_type: string, words: readonly unknown[]) => {
      const line = words.join(' ');
      if (!NOISE.test(line)) lines.push(line);
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
    await page.goto(
      host.address(folder, [
        ['extensionDevelopmentPath', host.remote(extension)],
        ['extensionTestsPath', host.remote(tests)],
      ]),
    );
    const code = await ended.promise;
    const result = await readFile(file, 'utf8').catch(() => undefined);
    if (result === undefined) {
      throw new Error(`No test ran in the extension host (code ${code}):\n${lines.slice(-40).join('\n')}`);
    }
    return JSON.parse(result) as HostTest[];
  } finally {
    await host.stop();
    await rm(results, { recursive: true, force: true });
  }
}

function run(data: string, parameters: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(
    process.execPath,
    [SERVER, '--accept-server-license-terms', '--server-data-dir', data, ...parameters],
    // An empty gallery: neither the server nor the page asks an outside host for extensions.
    { env: { ...process.env, EXTENSIONS_GALLERY: '{}', ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
}

async function install(data: string, vsix: string): Promise<void> {
  const child = run(data, ['--install-extension', path.resolve(vsix), '--force']);
  const output = collect(child);
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0 || !output().includes('successfully installed')) {
    throw new Error(`${vsix} could not be installed (code ${code}):\n${output()}`);
  }
}

async function listen(data: string, env: Readonly<Record<string, string>>) {
  const server = run(
    data,
    [
      ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-workspace-trust'],
      // Only with this driver does a built workbench load an extension and its tests from a folder.
      ...['--enable-smoke-test-driver', '--telemetry-level', 'off', '--disable-experiments'],
    ],
    env,
  );
  const output = collect(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.stdout?.on('data', () => {
      const found = /Extension host agent listening on (\d+)/.exec(output());
      if (found) resolve(Number(found[1]));
    });
    server.once('exit', (code) => reject(new Error(`The VS Code server ended with code ${code}:\n${output()}`)));
  });
  return { server, port };
}

function collect(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return () => output;
}

/** Ends a process and all that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await exited;
}
