import { DatasetError } from '@deepdecipher/client/node';
import { Command, InvalidArgumentError, Option } from 'commander';
import { hostOfOrigin } from '../http/loopback.ts';
import { ImportError } from '../importers/import-error.ts';
import { importCommand } from './import.ts';
import { info } from './info.ts';
import { mirrorCommand } from './mirror.ts';
import { printable } from './printable.ts';
import { ListenError, serve } from './serve.ts';

const DEFAULT_PORT = 8410;
const MAX_PORT = 65535;

/**
 * Runs `deepdecipher` with a command line (`process.argv`). Errors that a user can do something about are printed in one
 * line; any other is thrown.
 *
 * @returns the exit status
 */
export async function runCommand(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    return 0;
  } catch (error) {
    if (!(error instanceof DatasetError || error instanceof ListenError || error instanceof ImportError)) throw error;
    console.error(`deepdecipher: ${printable(error.message)}`);
    return 1;
  }
}

function createProgram(): Command {
  const program = new Command('deepdecipher').description(
    'Look inside language models: serve, inspect and make datasets',
  );
  program
    .command('serve')
    .description('Serve the API and the website over dataset files')
    .argument('<file...>', 'dataset files')
    .addOption(
      new Option('--port <number>', 'port to listen on; 0 takes any free one')
        .env('DEEPDECIPHER_PORT')
        .argParser(readPort)
        .default(DEFAULT_PORT),
    )
    .option('--host <name>', 'name or address to listen on', '127.0.0.1')
    .option('--allow-origin <origin...>', 'origins of other machines whose pages may read answers', readOrigin, [])
    .action(serve);
  program.command('info').description('Say what a dataset file holds').argument('<file>', 'dataset file').action(info);
  program.addCommand(importCommand()).addCommand(mirrorCommand());
  return program;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_PORT}.`);
}

function readOrigin(text: string, earlier: readonly string[]): readonly string[] {
  if (hostOfOrigin(text) === undefined) {
    throw new InvalidArgumentError(
      'It must be scheme, host and port alone, such as https://lab.example or http://lab.example:8080.',
    );
  }
  return [...earlier, text];
}
