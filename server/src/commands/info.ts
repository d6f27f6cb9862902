import { statSync } from 'node:fs';
import { type Dataset, openDataset, type ServiceSize, type StoredModel } from '@deepdecipher/client/node';
import { printable } from './printable.ts';

/** Prints what a dataset file holds: models, services, pages, sizes, provenance. @throws {DatasetError} */
export function info(file: string): void {
  const dataset = openDataset(file);
  try {
    console.log(`${file}: dataset of ${plural(dataset.models.length, 'model')}, ${bytes(statSync(file).size)}`);
    for (const model of dataset.models) {
      console.log();
      for (const line of describeModel(dataset, model)) console.log(printable(line));
    }
  } finally {
    dataset.close();
  }
}

function describeModel(dataset: Dataset, { metadata }: StoredModel): string[] {
  const rows: [string, string][] = [
    ['layers', `${number(metadata.num_layers)} of ${plural(metadata.layer_size, 'neuron')}`],
    ['activation', metadata.activation_function],
    ['parameters', metadata.num_total_parameters > 0 ? number(metadata.num_total_parameters) : 'unknown'],
    ['dataset', metadata.dataset],
    ...dataset.sizes(metadata.name).map((size): [string, string] => [size.service, describeSize(size)]),
    ...Object.entries(metadata.provenance ?? {}).map(([key, value]): [string, string] => [
      key.replaceAll('_', ' '),
      typeof value === 'number' ? number(value) : String(value),
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [metadata.name, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)];
}

function describeSize({ modelPages, layerPages, neuronPages, bytes: size }: ServiceSize): string {
  const pages = [
    ['model', modelPages],
    ['layer', layerPages],
    ['neuron', neuronPages],
  ] as const;
  const counts = pages.filter(([, count]) => count > 0).map(([kind, count]) => plural(count, `${kind} page`));
  return `${counts.join(', ')}, ${bytes(size)}`;
}

function plural(count: number, thing: string): string {
  return `${number(count)} ${thing}${count === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function bytes(size: number): string {
  return size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}
