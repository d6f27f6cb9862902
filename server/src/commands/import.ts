import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createImporter, FORMATS } from '../importers/formats.ts';
import { ImportError } from '../importers/import-error.ts';
import type { GivenMetadata } from '../importers/metadata.ts';
import { describeReport, saveReport } from '../importers/report.ts';
import { type ImportOptions, runImport } from '../importers/run-import.ts';
import { printable } from './printable.ts';
import { showProgress } from './progress.ts';

interface ImportCommandOptions {
  readonly output: string;
  readonly model: string;
  readonly service?: string;
  readonly dryRun?: boolean;
  readonly numLayers?: number;
  readonly layerSize?: number;
  readonly activationFunction?: string;
  readonly numParameters?: number;
  readonly dataset?: string;
  readonly licence?: string;
}

/** The command `deepdecipher import`. */
export function importCommand(): Command {
  const formats = [...FORMATS].map(([name, { sources, about }]) => `  ${`${name} ${sources}`.padEnd(26)} ${about}`);
  return new Command('import')
    .description('Read published data of neurons into a dataset, a new one or one that is there')
    .argument('<format>', 'one of the formats below')
    .argument('<source...>', 'folder or files to read')
    .requiredOption('-o, --output <file>', 'dataset to make or to add to')
    .requiredOption('--model <name>', 'model that the data are of, as the API is to call it')
    .option('--service <name>', 'what the data are to be called in the API (csv, json, activations)')
    .option('--dry-run', 'read everything, write nothing, and say what would be imported')
    .option('--num-layers <number>', 'layers of the model', readCount)
    .option('--layer-size <number>', 'neurons in each layer', readCount)
    .option('--activation-function <name>', 'such as solu or gelu')
    .option('--num-parameters <number>', 'parameters of the model', readCount)
    .option('--dataset <text>', 'text that the model was trained on or the neurons were recorded on')
    .option('--licence <text>', 'licence under which the data may be passed on')
    .addHelpText(
      'after',
      `\nFormats:\n${formats.join('\n')}\n\nStopped at any moment, the same command goes on where it was.`,
    )
    .action(importFormat);
}

function readCount(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

/**
 * Reads published data of a form into a dataset and prints what came of it.
 *
 * @throws {ImportError}
 * @throws {DatasetError}
 */
async function importFormat(
  format: string,
  sources: readonly string[],
  { output, model, service, dryRun, ...options }: ImportCommandOptions,
): Promise<void> {
  const importer = createImporter(format, { sources, model, service });
  const named = sources.map((source) => resolve(source)).join(', ');
  const job = `${format}${service === undefined ? '' : ` (${service})`} of ${model} from ${named}`;
  await runAndReport({ importer, target: output, job, given: givenOf(options), isDryRun: dryRun ?? false });
}

/** Runs an import with a progress bar until it is whole or SIGINT or SIGTERM stops it, saves its report and prints it. */
export async function runAndReport(options: Omit<ImportOptions, 'onProgress' | 'signal'>): Promise<void> {
  const progress = showProgress();
  const controller = new AbortController();
  const stop = () => controller.abort(new ImportError('stopped', 'stopped. Run the same command again to go on.'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const report = await runImport({ ...options, onProgress: progress.update, signal: controller.signal }).finally(() => {
    progress.stop();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  });
  if (!report.is_dry_run) saveReport(report, options.target);
  for (const line of describeReport(report, options.target)) console.log(printable(line));
}

function givenOf(options: Omit<ImportCommandOptions, 'output' | 'model' | 'service' | 'dryRun'>): GivenMetadata {
  const { numLayers, layerSize, activationFunction, numParameters, dataset, licence } = options;
  return {
    ...(numLayers !== undefined && { num_layers: numLayers }),
    ...(layerSize !== undefined && { layer_size: layerSize }),
    ...(activationFunction !== undefined && { activation_function: activationFunction }),
    ...(numParameters !== undefined && { num_total_parameters: numParameters }),
    ...(dataset !== undefined && { dataset }),
    ...(licence !== undefined && { licence }),
  };
}
