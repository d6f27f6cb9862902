import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './paths.mjs';

/** Something the user can put right; printed without a stack. */
export class UserError extends Error {}

/**
 * Runs a command quietly; its output is shown only if it fails.
 * @returns what it printed on standard output
 */
export async function run(command, args, { cwd = root, env = {} } = {}) {
  const child = spawn(command, args, { cwd, env: toolEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let all = '';
  child.stdout.on('data', (data) => {
    out += data;
    all += data;
  });
  child.stderr.on('data', (data) => {
    all += data;
  });
  const code = await exitOf(child);
  if (code !== 0) throw new UserError(`${[command, ...args].join(' ')}\nended with ${code}:\n${all.trimEnd()}`);
  return out;
}

/** Runs a command whose output is for the user. @returns its exit code */
export function show(command, args, { cwd = root, env = {} } = {}) {
  return exitOf(spawn(command, args, { cwd, env: toolEnvironment(env), stdio: 'inherit' }));
}

/** npm, under whatever name this platform has it. */
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new UserError(`Cannot run ${child.spawnfile}: ${cause.message}`)));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

/** Runs a script's `main` and turns what it throws into a message and an exit code. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof UserError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
