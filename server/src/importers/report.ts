import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { SETTLED } from './metadata.ts';
import type { ImportReport, ModelReport, ServicePages } from './run-import.ts';

const OPTIONS: Readonly<Record<(typeof SETTLED)[number], string>> = {
  num_layers: '--num-layers',
  layer_size: '--layer-size',
  activation_function: '--activation-function',
  num_total_parameters: '--num-parameters',
  dataset: '--dataset',
};

/** A report as lines for people who have never seen the form. */
export function describeReport(report: ImportReport, target: string): string[] {
  const { sources, models, skipped, remarks } = report;
  const before = sources.done_before > 0 ? `, ${number(sources.done_before)} of them in an earlier run` : '';
  return [
    report.is_dry_run
      ? `Dry run: nothing was written. This is what would go into ${target}:`
      : `Imported into ${target}:`,
    report.about,
    '',
    `Read ${plural(sources.read, 'source')}${before}, in ${report.seconds} s.`,
    ...(models.length === 0 ? ['Nothing in them could be imported.'] : models.flatMap(describeModel)),
    ...(skipped.length === 0 ? ['Nothing was skipped.'] : ['', 'Skipped, and why:']),
    ...skipped.map(({ reason, count, examples }) => {
      const more = count > examples.length ? ` and ${number(count - examples.length)} more` : '';
      return `  ${examples.join(', ')}${more}${count > 1 ? ` (${number(count)} in all)` : ''}: ${reason}`;
    }),
    ...(remarks.length === 0
      ? []
      : [
          '',
          'To know:',
          ...remarks.map(({ text, count }) => `  ${text}${count > 1 ? ` (${number(count)} times)` : ''}`),
        ]),
  ];
}

function describeModel({ metadata, origins, pages, tokens }: ModelReport): string[] {
  const guessed = SETTLED.filter((key) => origins[key] === 'inferred from what was read' || origins[key] === 'unknown');
  return [
    '',
    `Model ${metadata.name}: ${plural(metadata.num_layers, 'layer')} of ${plural(metadata.layer_size, 'neuron')}`,
    ...pages.flatMap(describePages),
    ...(tokens > 0
      ? [
          `  search: ${plural(tokens, 'entry', 'entries')} (a token and a neuron that it concerns), also for comparing neurons`,
        ]
      : []),
    ...guessed.map((key) => {
      const value = metadata[key];
      if (origins[key] === 'unknown') return `  ${words(key)} not known; say it with ${OPTIONS[key]}.`;
      return typeof value === 'number'
        ? `  ${words(key)} ${number(value)}: the most that was read; if the model has more, say it with ${OPTIONS[key]}.`
        : `  ${words(key)} ${value}: inferred from the model's name; if that is wrong, say it with ${OPTIONS[key]}.`;
    }),
  ];
}

function describePages({ service, model_pages, layer_pages, neuron_pages, replaced, outside }: ServicePages): string[] {
  const counts = [
    ...(neuron_pages > 0 ? [plural(neuron_pages, 'neuron')] : []),
    ...(layer_pages > 0 ? [plural(layer_pages, 'layer')] : []),
    ...(model_pages > 0 ? ['the model as a whole'] : []),
  ];
  return [
    `  ${service}: pages for ${counts.join(', ') || 'nothing'}`,
    ...(replaced > 0 ? [`    ${plural(replaced, 'page')} of the dataset replaced`] : []),
    ...(outside > 0
      ? [`    ${plural(outside, 'page')} left out: beyond the layers or neurons that the model is said to have`]
      : []),
  ];
}

/** Adds a report to `FILE.report.json`, keeping what else stands there (the recorder's figures, earlier imports). */
export function saveReport(report: ImportReport, target: string): void {
  const file = `${target}.report.json`;
  const before = readObject(file);
  const imports: unknown = Reflect.get(before, 'imports');
  const text = JSON.stringify(
    { ...before, imports: [...(Array.isArray(imports) ? imports : []), report] },
    undefined,
    2,
  );
  writeFileSync(`${file}.partial`, `${text}\n`);
  renameSync(`${file}.partial`, file);
}

function readObject(file: string): object {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
  } catch {
    return {};
  }
}

function words(key: string): string {
  return key.replace(/^num_(total_)?/, 'number of ').replaceAll('_', ' ');
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
