import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import {
  CancellationTokenSource,
  createConnection,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { connect } from '../src/connect.ts';
import { REFRESH_METHOD } from '../src/messages.ts';
import { startApi } from './api-double.ts';

const URI = 'file:///notes.txt';

/** An editor at the other end of two streams. */
class Editor {
  readonly connection: MessageConnection;
  readonly errors: string[] = [];
  /** What the editor answers when asked for its settings. */
  settings: unknown = null;
  #logged = Promise.withResolvers<void>();

  constructor() {
    const toServer = new PassThrough();
    const toEditor = new PassThrough();
    connect(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toEditor)));
    this.connection = createMessageConnection(new StreamMessageReader(toEditor), new StreamMessageWriter(toServer));
    this.connection.onRequest('workspace/configuration', () => [this.settings]);
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.errors.push(message);
      this.#logged.resolve();
    });
    this.connection.listen();
  }

  get logged(): Promise<void> {
    return this.#logged.promise;
  }

  async open(source: string, initializationOptions: unknown, capabilities: unknown = {}) {
    const parameters = { processId: null, rootUri: null, capabilities, initializationOptions };
    const result: unknown = await this.connection.sendRequest('initialize', parameters);
    await this.connection.sendNotification('initialized', {});
    const textDocument = { uri: URI, languageId: 'plaintext', version: 1, text: source };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    return result;
  }

  async hover(character = 1): Promise<string | undefined> {
    const position = { line: 0, character };
    const hover: { contents: { value: string } } | null = await this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: URI },
      position,
    });
    return hover?.contents.value;
  }

  /** Tells the server that settings changed; resolved when it has asked for them. */
  async change(settings: unknown): Promise<void> {
    const asked = new Promise<void>((resolve) => {
      this.connection.onRequest('workspace/configuration', () => {
        resolve();
        return [settings];
      });
    });
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await asked;
  }
}

const PULLS = { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } };

describe('language server', () => {
  let api: Awaited<ReturnType<typeof startApi>>;
  let editor: Editor;
  beforeEach(async () => {
    api = await startApi();
    editor = new Editor();
  });
  afterEach(async () => {
    editor.connection.dispose();
    await api.close();
  });

  it('offers hovers and answers them with the options it was started with', async () => {
    const result = await editor.open('L1N3', { apiUrl: api.address });
    assert.deepEqual(result, {
      capabilities: { hoverProvider: true, textDocumentSync: 2 },
      serverInfo: { name: 'deepdecipher' },
    });
    assert.match((await editor.hover()) ?? '', /Peaks on `·if` 2×/);
  });

  it('has nothing to say elsewhere, nor on a document that is not open', async () => {
    await editor.open('nothing here', { apiUrl: api.address });
    assert.equal(await editor.hover(), undefined);
    await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    assert.equal(await editor.hover(), undefined);
  });

  it('links to a command only where the editor names one', async () => {
    await editor.open('L1N3', { apiUrl: api.address, openNeuronCommand: 'open.it' });
    assert.match((await editor.hover()) ?? '', /\[Open\]\(command:open\.it\?/);
  });

  it('follows an edit', async () => {
    await editor.open('nothing here', { apiUrl: api.address });
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 7 } }, text: 'L1N3' }],
    });
    assert.match((await editor.hover()) ?? '', /Peaks on/);
  });

  it('goes over to another API when the settings change', async () => {
    await editor.open('L1N3', { apiUrl: 'http://127.0.0.1:9' }, PULLS);
    await editor.change({ apiUrl: api.address, defaultModel: 'tiny-2l' });
    assert.match((await editor.hover()) ?? '', /Peaks on/);
    assert.deepEqual(api.requests, ['/api/tiny-2l/all/1/3']);
  });

  it('keeps what it was started with where the editor has no settings', async () => {
    await editor.open('L1N3', { apiUrl: api.address }, PULLS);
    await editor.change(null);
    assert.match((await editor.hover()) ?? '', /Peaks on/);
  });

  it('takes pushed settings from an editor that cannot be asked', async () => {
    await editor.open('L1N3', undefined);
    const settings = { deepdecipher: { apiUrl: api.address } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    assert.match((await editor.hover()) ?? '', /Peaks on/);
  });

  it('names a setting that is no good, and keeps those in force', async () => {
    await editor.open('L1N3', { apiUrl: api.address });
    const settings = { apiUrl: 'localhost:8410' };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await editor.logged;
    assert.deepEqual(editor.errors, [
      'The setting deepdecipher.apiUrl is "localhost:8410": it must begin with http:// or https://.',
    ]);
    assert.match((await editor.hover()) ?? '', /Peaks on/);
  });

  it('asks the API anew after a refresh', async () => {
    await editor.open('L1N3', { apiUrl: api.address, defaultModel: 'tiny-2l' });
    await editor.hover();
    await editor.hover();
    assert.equal(api.requests.length, 1);
    await editor.connection.sendNotification(REFRESH_METHOD);
    await editor.hover();
    assert.equal(api.requests.length, 2);
  });

  it('carries a cancelled hover through to the API', async () => {
    const release = api.hold();
    await editor.open('tiny-2l/1/3', { apiUrl: api.address });
    const source = new CancellationTokenSource();
    const parameters = { textDocument: { uri: URI }, position: { line: 0, character: 1 } };
    const hover = editor.connection.sendRequest('textDocument/hover', parameters, source.token);
    await api.requested();
    source.cancel();
    await assert.rejects(hover, { code: -32800 });
    await api.abandoned();
    release();
  });
});
