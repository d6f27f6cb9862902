import { type Client, createClient, httpTransport, type Store } from '@deepdecipher/client';
import {
  type Connection,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { withSignal } from './cancellation.ts';
import { REFRESH_METHOD } from './messages.ts';
import { doHover, type HoverContext } from './service/hover.ts';
import { DEFAULT_SETTINGS, readInitializationOptions, readSettings, type Settings } from './settings.ts';

const SECTION = 'deepdecipher';

export interface ConnectOptions {
  /** Where answers are kept between sessions. @default nowhere */
  readonly store?: Store;
}

/** Wires the language service to an editor over `connection`, and starts to listen. */
export function connect(connection: Connection, { store }: ConnectOptions = {}): void {
  const documents = new TextDocuments(TextDocument);
  let initial: Settings = DEFAULT_SETTINGS;
  let settings = initial;
  let client: Client | undefined;
  let openNeuronCommand: string | undefined;
  let pullsSettings = false;
  let registersForSettings = false;

  const context = (): HoverContext => {
    client ??= createClient({ transport: httpTransport(settings.apiUrl), store });
    return { client, defaultModel: settings.defaultModel, openNeuronCommand };
  };

  function use(next: Settings): void {
    if (next.apiUrl !== settings.apiUrl) client = undefined;
    settings = next;
  }

  /** Settings that cannot be read are named in the editor's log, and those in force stay. */
  function take(change: () => void): void {
    try {
      change();
    } catch (error) {
      connection.console.error(error instanceof Error ? error.message : String(error));
    }
  }

  async function pullSettings(): Promise<void> {
    const value: unknown = await connection.workspace.getConfiguration(SECTION);
    take(() => use(readSettings(value, initial)));
  }

  connection.onInitialize(({ capabilities, initializationOptions }) => {
    pullsSettings = capabilities.workspace?.configuration === true;
    registersForSettings = capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
    take(() => {
      const options = readInitializationOptions(initializationOptions);
      openNeuronCommand = options.openNeuronCommand;
      initial = options;
      use(options);
    });
    return {
      capabilities: { hoverProvider: true, textDocumentSync: TextDocumentSyncKind.Incremental },
      serverInfo: { name: 'deepdecipher' },
    };
  });

  connection.onInitialized(async () => {
    if (registersForSettings) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
    }
    if (pullsSettings) await pullSettings();
  });

  connection.onDidChangeConfiguration(async (change) => {
    if (pullsSettings) await pullSettings();
    else take(() => use(readSettings(pushed(change.settings), initial)));
  });

  connection.onNotification(REFRESH_METHOD, () => client?.cache.expire());

  connection.onHover(async ({ textDocument, position }, token) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    return withSignal(token, async ({ signal }) => {
      try {
        return (await doHover(document, position, context(), { signal })) ?? null;
      } catch (error) {
        if (signal.aborted) return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled by the editor.');
        throw error;
      }
    });
  });

  documents.listen(connection);
  connection.listen();
}

/** Our section of the settings that an editor pushes; some push the section alone. */
function pushed(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && SECTION in settings ? settings[SECTION] : settings;
}
