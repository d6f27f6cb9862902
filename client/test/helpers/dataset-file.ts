import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import type { Metadata, Text } from '../../src/index.ts';

const SCHEMA = readFileSync(new URL('../../../server/dataset.sql', import.meta.url), 'utf8');

/** Token text that tries to leave every context it may be put into. */
export const HOSTILE_TOKENS = [
  '</script><script>window.pwned = 1</script>',
  '<!--<script>',
  '<img src=x onerror="window.pwned = 1">',
  '"}],"metadata":{"name":"forged"}}',
  '\'"`$' + '{window.pwned = 1}`',
  '\u2028\u2029\u202e\u0000',
  '&lt;b&gt; %3Cscript%3E',
  ' if',
];

export const LAYERS = 2;
export const NEURONS = 8;
/** In range, but not stored. */
export const UNSTORED = { layer: 1, neuron: 7 };

export function metadataOf(name: string, services: readonly string[] = ['metadata', 'neuroscope']): Metadata {
  return {
    name,
    num_layers: LAYERS,
    layer_size: NEURONS,
    activation_function: 'solu',
    num_total_neurons: LAYERS * NEURONS,
    num_total_parameters: 4096,
    dataset: 'made for tests',
    available_services: [...services],
    provenance: { source: 'made for tests', num_tokens: 1000 },
  };
}

export function textOf(neuron: number): Text {
  const activations = HOSTILE_TOKENS.map((_, index) => (index === neuron % HOSTILE_TOKENS.length ? 4.5 : -0.25));
  return {
    min_range: -0.25,
    max_range: 4.5,
    min_activation: -0.25,
    max_activation: 4.5,
    data_index: neuron,
    max_activating_token_index: activations.indexOf(4.5),
    tokens: HOSTILE_TOKENS,
    activations,
  };
}

/** The JSON of a stored page, by its place. */
export type PageWriter = (service: string, layer: number, neuron: number, page: unknown) => void;

/** Writes one model with every neuroscope page but one into a dataset file; `more` adds pages. */
export function writeDataset(file: string, metadata: Metadata, more: (write: PageWriter) => void = () => {}): void {
  const database = new DatabaseSync(file);
  database.exec(SCHEMA);
  database.prepare('INSERT INTO model VALUES (0, ?, ?)').run(metadata.name, JSON.stringify(metadata));
  const insert = database.prepare('INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)');
  const write: PageWriter = (service, layer, neuron, page) => {
    const json = JSON.stringify({ data: page, metadata });
    const etag = `"${createHash('sha256').update(json).digest('hex').slice(0, 32)}"`;
    insert.run(metadata.name, service, layer, neuron, gzipSync(json), etag);
  };
  writeNeuroscope(write);
  more(write);
  database.close();
}

function writeNeuroscope(write: PageWriter): void {
  const ranking = (layer: number) =>
    Array.from({ length: NEURONS }, (_, neuron) => [{ layer, neuron }, 4.75 - neuron / 8] as const);
  const tokens = (count: number) => Array.from({ length: count }, () => HOSTILE_TOKENS.slice(0, 3));
  write('neuroscope', -1, -1, {
    important_neurons: [...ranking(0), ...ranking(1)],
    peak_tokens: tokens(LAYERS * NEURONS),
  });
  for (let layer = 0; layer < LAYERS; layer += 1) {
    write('neuroscope', layer, -1, {
      num_neurons: NEURONS,
      important_neurons: ranking(layer),
      peak_tokens: tokens(NEURONS),
    });
    for (let neuron = 0; neuron < NEURONS; neuron += 1) {
      if (layer === UNSTORED.layer && neuron === UNSTORED.neuron) continue;
      write('neuroscope', layer, neuron, { neuron_index: { layer, neuron }, texts: [textOf(neuron), textOf(neuron)] });
    }
  }
}

/** A new folder that goes away with the test suite. */
export function temporaryFolder(): { readonly path: (name: string) => string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-dataset-'));
  return {
    path: (name) => path.join(folder, name),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
