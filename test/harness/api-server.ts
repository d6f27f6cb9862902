import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const CLI = path.resolve(import.meta.dirname, '../../server/dist/cli.js');

/** The real server, running in a process of its own. */
export interface ApiServer {
  readonly address: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Serves dataset files with `deepdecipher serve`. @param port 0 for a free one
 * @throws with what the server said, if it ends before it serves
 */
export async function startApiServer(files: readonly string[], port = 0): Promise<ApiServer> {
  const server = spawn(process.execPath, [CLI, 'serve', ...files, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  server.stderr.on('data', (data) => said.push(String(data)));
  for await (const line of createInterface(server.stdout)) {
    const address = /^Serving .* at (http:\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    server.stdout.resume();
    return { address, port: Number(new URL(address).port), stop: () => stop(server) };
  }
  throw new Error(`The server did not start: ${said.join('')}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  await gone;
}
