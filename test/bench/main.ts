// npm run bench [-- NAME-FILTER] [--json]: runs the packages' `bench/*.bench.ts`, each a list of benchmarks.
import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Benchmark, measure } from './benchmark.ts';

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const [filter = ''] = positionals;
const root = path.resolve(import.meta.dirname, '../..');

for (const file of globSync('*/bench/*.bench.ts', { cwd: root }).sort()) {
  const { benchmarks }: { benchmarks: readonly Benchmark[] } = await import(pathToFileURL(path.join(root, file)).href);
  for (const benchmark of benchmarks.filter(({ package: of, name }) => `${of}/${name}`.includes(filter))) {
    const figure = await measure(benchmark);
    if (values.json) console.log(JSON.stringify(figure));
    else console.log(lineOf(figure));
  }
}

function lineOf(figure: Awaited<ReturnType<typeof measure>>): string {
  const name = `${figure.package}/${figure.name}`.padEnd(40);
  const value = `${figure.value.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${figure.unit}`.padEnd(22);
  const target = figure.target === null ? '' : `${figure.ok ? 'reached' : 'MISSED'} (${figure.target})`;
  return [name, value, target.padEnd(24), figure.against ? `against ${figure.against}` : ''].join(' ').trimEnd();
}
