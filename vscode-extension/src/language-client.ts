import { type InitializationOptions, REFRESH_METHOD } from '@deepdecipher/language-server/messages';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, readSettings } from './api.ts';

/**
 * Starts the language server, which answers hovers in every kind of file. Stopped when it is disposed of.
 *
 * @param cacheFolder where the server keeps answers between sessions
 */
export async function startLanguageClient(
  context: vscode.ExtensionContext,
  api: Api,
  log: vscode.LogOutputChannel,
  cacheFolder: string,
): Promise<vscode.Disposable> {
  const module = context.asAbsolutePath('dist/language-server.cjs');
  const env = { ...process.env, DEEPDECIPHER_CACHE: cacheFolder };
  const server = { module, transport: TransportKind.ipc, options: { env } };
  const openNeuronCommand = 'deepdecipher.openNeuron';
  const initializationOptions: InitializationOptions = { ...settingsInForce(), openNeuronCommand };
  const client = new LanguageClient(
    'deepdecipher',
    'DeepDecipher',
    { run: server, debug: server },
    {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }, { scheme: 'vscode-notebook-cell' }],
      initializationOptions,
      markdown: { isTrusted: { enabledCommands: [openNeuronCommand] } },
      outputChannel: log,
    },
  );
  await client.start();
  const renewing = api.onDidRenew(() => {
    client
      .sendNotification(REFRESH_METHOD)
      .catch((error: unknown) => log.warn('The language server was not told:', error));
  });
  return vscode.Disposable.from(renewing, { dispose: () => client.stop() });
}

/** An address that the server would refuse is left out, so that it uses its default until the settings are mended. */
function settingsInForce(): InitializationOptions {
  const { apiUrl, defaultModel } = readSettings();
  return /^https?:\/\/[^/]/.test(apiUrl) ? { apiUrl, defaultModel } : { defaultModel };
}
