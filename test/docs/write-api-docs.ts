// Writes docs/api, the description of every name that the client exports, from its doc comments: `npm run docs`.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Application, Logger, LogLevel, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

const root = path.resolve(import.meta.dirname, '../..');
export const API_DOCS = path.join(root, 'docs/api');

const OPTIONS: Partial<TypeDocOptions & PluginOptions> = {
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: [
    'index',
    'node/index',
    'references/index',
    'simulation/index',
    'channel',
    'cache/indexed-db-store',
    'wire/index',
  ].map((module) => path.join(root, `client/src/${module}.ts`)),
  tsconfig: path.join(root, 'client/tsconfig.docs.json'),
  // TypeDoc must not clean a folder of its own choosing: `writeApiDocs` does that.
  cleanOutputDir: false,
  name: '@deepdecipher/client',
  readme: 'none',
  router: 'module',
  entryFileName: 'README',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  disableSources: true,
  disableGit: true,
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  sort: ['source-order'],
  validation: { notExported: true, invalidLink: true, notDocumented: false },
  intentionallyNotExported: ['Pages', 'ChannelRequestSchema', 'ChannelReplySchema', 'ResultSchema'],
};

/** Keeps what is wrong. That an inferred type's member is described in several places is as it should be. */
class Problems extends Logger {
  readonly found: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn && !message.includes('multiple declarations with a comment')) this.found.push(message);
  }
}

/** Writes the description into a folder, in place of what is there. @throws if a comment or an export is wrong */
export async function writeApiDocs(folder: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins(OPTIONS);
  const problems = new Problems();
  app.logger = problems;
  const project = await app.convert();
  if (project) app.validate(project);
  if (!project || problems.found.length > 0) {
    throw new Error(`The client's API cannot be described:\n${problems.found.join('\n')}`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
}

if (import.meta.main) await writeApiDocs(API_DOCS);
