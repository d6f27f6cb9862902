import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark } from '../../test/bench/benchmark.ts';

const run = promisify(execFile);
const KILLS = 50;

/** Runs a script of this folder in the repository's Python environment. @returns the JSON that its last line holds */
async function python(script: string, ...args: readonly string[]): Promise<unknown> {
  const program = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  const { stdout } = await run(path.resolve(import.meta.dirname, '../../.venv', program), [
    path.join(import.meta.dirname, script),
    ...args,
  ]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function figure(name: string, script: string, ...args: readonly string[]): Promise<number> {
  const found = await python(script, ...args);
  const value: unknown = Object.entries(found ?? {}).find(([key]) => key === name)?.[1];
  if (typeof value !== 'number') throw new Error(`${script} gave no ${name}`);
  return value;
}

export const benchmarks: readonly Benchmark[] = [
  {
    package: 'widget',
    name: 'recorder-share-of-bare',
    unit: 'of tokens/s',
    target: { atLeast: 0.7 },
    against: "the model's bare forward pass over the same text, same run",
    measure: () => figure('share_of_bare', 'recording_speed.py'),
  },
  {
    package: 'widget',
    name: 'recorder-kills-survived',
    unit: `of ${KILLS} kills`,
    target: { atLeast: KILLS },
    against: 'an undisturbed recording, byte for byte',
    measure: () => figure('value', 'kill_and_resume.py', '--quiet', '--kills', String(KILLS)),
  },
];
