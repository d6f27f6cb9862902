import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What `npm start` brought up. */
export interface Kit {
  readonly notebook: string;
  readonly website: string;
  readonly api: string;
  /** From the command to the printed addresses. */
  readonly seconds: number;
  /** Presses Ctrl+C. @returns the exit code */
  stop(): Promise<number | null>;
}

/** Runs the script behind `npm start`, without a browser. */
export function spawnStart(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: { ...process.env, DEEPDECIPHER_NO_BROWSER: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts everything as `npm start` does, on free ports, and waits for the addresses. */
export async function startKit(): Promise<Kit> {
  const started = performance.now();
  const child = spawnStart({
    DEEPDECIPHER_PORT: String(await freePort()),
    JUPYTER_PORT: String(await freePort()),
  });
  const ended = once(child, 'close');
  const printed: string[] = [];
  child.stderr?.on('data', (data) => printed.push(String(data)));
  if (!child.stdout) throw new Error('The script has no output.');
  for await (const line of createInterface(child.stdout)) {
    printed.push(line);
    if (!line.includes('Ctrl+C')) continue;
    child.stdout.resume();
    const address = (name: string) => new RegExp(`^ *${name} +(http\\S+)$`, 'm').exec(printed.join('\n'))?.[1] ?? '';
    return {
      notebook: address('Notebook'),
      website: address('Website'),
      api: address('API'),
      seconds: (performance.now() - started) / 1000,
      async stop() {
        child.kill('SIGINT');
        const [code] = await ended;
        return code;
      },
    };
  }
  throw new Error(`npm start ended early:\n${printed.join('\n')}`);
}
