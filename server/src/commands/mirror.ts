import { Command, InvalidArgumentError } from 'commander';
import { createMirror } from '../importers/mirror.ts';
import { runAndReport } from './import.ts';

const DEFAULT_RATE = 5;

interface MirrorCommandOptions {
  readonly output: string;
  readonly model?: string;
  readonly service?: string;
  readonly layers?: readonly [number, number];
  readonly rate: number;
  readonly dryRun?: boolean;
}

/** The command `deepdecipher mirror`. */
export function mirrorCommand(): Command {
  return new Command('mirror')
    .description('Copy what another DeepDecipher API serves into a dataset, a new one or one that is there')
    .argument('<url>', 'address of the API, such as https://deepdecipher.org', readAddress)
    .requiredOption('-o, --output <file>', 'dataset to make or to add to')
    .option('--model <name>', 'this model only')
    .option('--service <name>', 'this service only, such as neuroscope')
    .option('--layers <first-last>', 'these layers only, such as 0-2 or 3', readLayers)
    .option('--rate <number>', 'requests per second at most', readRate, DEFAULT_RATE)
    .option('--dry-run', 'ask for everything, write nothing, and say what would be copied')
    .addHelpText('after', '\nStopped at any moment, the same command goes on where it was.')
    .action(mirror);
}

/**
 * Copies from an API and prints what came of it.
 *
 * @throws {ImportError}
 * @throws {DatasetError}
 */
async function mirror(
  address: string,
  { output, model, service, layers, rate, dryRun }: MirrorCommandOptions,
): Promise<void> {
  const { importer, sent } = createMirror({ address, model, service, layers, requestsPerSecond: rate });
  const limits = [model, service, layers && `layers ${layers.join('-')}`].filter((limit) => limit !== undefined);
  const job = ['mirror of', address, ...limits].join(' ');
  await runAndReport({ importer, sent, target: output, job, isDryRun: dryRun ?? false });
}

function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new InvalidArgumentError('It must be an address such as https://deepdecipher.org.');
  }
  return url.href.replace(/\/+$/, '').replace(/\/api$/, '');
}

function readLayers(text: string): readonly [number, number] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (first === undefined || Number(first) > Number(last)) {
    throw new InvalidArgumentError('It must be a layer or a range such as 0-2.');
  }
  return [Number(first), Number(last)];
}

function readRate(text: string): number {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0) return rate;
  throw new InvalidArgumentError('It must be a number above 0.');
}
