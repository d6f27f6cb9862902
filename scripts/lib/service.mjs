import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { toolEnvironment } from './paths.mjs';
import { UserError } from './run.mjs';

const PATIENCE = 60_000;
const LOG_TAIL = 4_000;

/**
 * Starts a server and waits until it answers.
 *
 * @param address asked until it answers, whatever the status
 * @returns `stop()`, and `ended`: resolves to `{name, asked, log}` when the process is gone
 */
export async function startService(name, address, command, args, env = {}) {
  const child = spawn(command, args.map(String), { env: toolEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  let asked = false;
  const keep = (data) => {
    log = (log + data).slice(-LOG_TAIL);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ name, asked, log: error.message }));
    child.once('close', () => resolve({ name, asked, log }));
  });
  const stop = () => {
    asked = true;
    child.kill('SIGTERM');
  };
  process.once('exit', () => child.kill('SIGTERM'));

  const deadline = Date.now() + PATIENCE;
  while (!(await answers(address))) {
    const gone = await Promise.race([ended, wait(100)]);
    if (gone) throw new UserError(`${name} did not start:\n${gone.log}`);
    if (Date.now() > deadline) throw new UserError(`${name} did not answer within ${PATIENCE / 1000} s:\n${log}`);
  }
  return { stop, ended };
}

function answers(address) {
  return fetch(address, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );
}
