import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { NONE } from '@deepdecipher/client/node';
import { parse } from 'csv-parse';
import * as v from 'valibot';
import { namedFiles } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer, Stage } from './importer.ts';

const LAYER = ['layer', 'layer_index'];
const NEURON = ['neuron', 'neuron_index', 'feature_index', 'index'];
const MODEL = ['model', 'model_name'];
const RowSchema = v.record(v.string(), v.string());

type Row = Readonly<Record<string, string>>;

/** A table with a row for each thing that is known of a neuron, a layer or the model, by its columns `layer` and `neuron`. */
export function csvImporter(file: string, model: string, service: string): Importer {
  return {
    format: 'csv',
    origin: 'table (CSV)',
    about: `A table (CSV) about neurons, by its columns \`layer\` and \`neuron\`. It becomes \`${service}\` pages: for each neuron the list of its rows.`,
    sources: () => namedFiles([file]),
    async read(source, stage) {
      const rows = pipeline(
        createReadStream(source.path),
        parse({
          bom: true,
          columns: true,
          delimiter: /\.tsv$/i.test(source.path) ? '\t' : ',',
          relax_column_count: true,
          skip_empty_lines: true,
          trim: true,
        }),
        () => {}, // What fails is thrown to whoever iterates.
      );
      let line = 1;
      try {
        for await (const row of rows) {
          line += 1;
          readRow(v.parse(RowSchema, row), `row ${line}`, model, service, stage);
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UnreadableSourceError(`is no table that can be read: ${reason}`, { cause: error });
      }
      if (line === 1) throw new UnreadableSourceError('has no rows');
    },
    assemble(key, parts, stage) {
      stage.page(
        key,
        parts.map(({ value }) => value),
      );
    },
  };
}

function readRow(row: Row, name: string, model: string, service: string, stage: Stage): void {
  const [layerColumn, neuronColumn, modelColumn] = [LAYER, NEURON, MODEL].map((names) =>
    Object.keys(row).find((column) => names.includes(column.trim().toLowerCase())),
  );
  const other = modelColumn === undefined ? model : row[modelColumn];
  if (other !== model) {
    stage.skip(name, `is of another model than ${model}: ${other} (its name must be the same as in the table)`);
    return;
  }
  const layer = indexOf(layerColumn === undefined ? '' : row[layerColumn]);
  const neuron = indexOf(neuronColumn === undefined ? '' : row[neuronColumn]);
  if (layer === undefined || neuron === undefined || (layer === NONE && neuron !== NONE)) {
    stage.skip(name, 'does not say which neuron it is about (columns layer and neuron, whole numbers from 0)');
    return;
  }
  const columns = Object.entries(row).filter(([column]) => ![layerColumn, neuronColumn, modelColumn].includes(column));
  stage.part(
    { model, service, layer, neuron },
    'row',
    Object.fromEntries(columns.map(([column, text]) => [column, cellOf(text)])),
  );
}

/** A layer or neuron; NONE where nothing stands, `undefined` where something else does. */
function indexOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return NONE;
  return /^\d+(\.0*)?$/.test(text) ? Number(text) : undefined;
}

/** What a cell means: a number, a truth value, null for nothing or not a number, else its text. */
function cellOf(text: string): string | number | boolean | null {
  if (/^(nan|none|null)?$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  // A leading zero means that it is a name (007), not a quantity.
  return /^[-+]?(?!0\d)(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}
