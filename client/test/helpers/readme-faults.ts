import { readFileSync } from 'node:fs';
import path from 'node:path';

const README = path.resolve(import.meta.dirname, '../../README.md');

/** The rows of a table in the README's section "What can go wrong": their cells by the first cell, without code marks. */
export function readmeFaults(heading: string): ReadonlyMap<string, readonly string[]> {
  const readme = readFileSync(README, 'utf8');
  const [, section = ''] = readme.split('\n## What can go wrong\n');
  const lines = section.slice(0, section.search(/\n## /)).split('\n');
  const start = lines.findIndex((line) => cellsOf(line)[0] === heading);
  if (start < 0) throw new Error(`The README has no table of what can go wrong that begins with "${heading}".`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const rows = lines.slice(start + 2, length < 0 ? undefined : start + length).map(cellsOf);
  return new Map(rows.map(([fault = '', ...outcome]) => [fault, outcome]));
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}
