import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { venv, venvPython } from './paths.mjs';
import { run, UserError } from './run.mjs';

const OLDEST = [3, 11];
const PROBE = 'import sys; print("%d.%d" % sys.version_info[:2])';

/**
 * Command of a Python that is new enough; the environment variable PYTHON comes first.
 * @throws {UserError} that says what was found
 */
export function findPython() {
  const found = [];
  for (const command of [process.env.PYTHON, 'python3', 'python'].filter(Boolean)) {
    const { status, stdout } = spawnSync(command, ['-c', PROBE], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [major, minor] = stdout.trim().split('.').map(Number);
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return command;
    found.push(`${command} is ${stdout.trim()}`);
  }
  throw new UserError(
    `DeepDecipher Kit needs Python ${OLDEST.join('.')} or newer; ${found.join(', ') || 'none was found'}.\n` +
      'Install it (Debian: apt install python3 python3-venv), or set PYTHON to its command.',
  );
}

/** Makes the virtual environment `.venv` with pip in it. */
export async function makeVirtualEnvironment() {
  const python = findPython();
  rmSync(venv, { recursive: true, force: true });
  try {
    await run(python, ['-m', 'venv', venv]);
  } catch (cause) {
    // Debian without python3-venv has no ensurepip; a pip that is there can put itself into the environment.
    if (spawnSync(python, ['-m', 'pip', '--version']).status !== 0) {
      throw new UserError(
        `${python} cannot make virtual environments (Debian: apt install python3-venv).\n${cause.message}`,
      );
    }
    await run(python, ['-m', 'venv', '--clear', '--without-pip', venv]);
    await run(python, ['-m', 'pip', '--python', venvPython, 'install', '--quiet', 'pip']);
  }
}

/** Installs Python packages into `.venv`. */
export function pipInstall(...args) {
  return run(venvPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args]);
}
