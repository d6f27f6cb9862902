import { type Client, createClient, httpTransport, type Transport } from '@deepdecipher/client';
import * as vscode from 'vscode';

const SECTION = 'deepdecipher';

/** The settings, as they are now. */
export function readSettings(): { readonly apiUrl: string; readonly defaultModel: string } {
  const section = vscode.workspace.getConfiguration(SECTION);
  return { apiUrl: section.get('apiUrl', '').trim(), defaultModel: section.get('defaultModel', '').trim() };
}

/** The API that the settings name: one client at a time, and word of when it may answer otherwise. */
export class Api implements vscode.Disposable {
  transport: Transport;
  client: Client;
  readonly #renewed = new vscode.EventEmitter<void>();
  readonly #settings: vscode.Disposable;
  /** Fires when the address has changed and when the user asked for fresh answers. */
  readonly onDidRenew = this.#renewed.event;

  constructor() {
    this.transport = httpTransport(readSettings().apiUrl);
    this.client = createClient({ transport: this.transport });
    this.#settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.apiUrl`)) this.renew();
    });
  }

  /** Forgets all answers, and goes over to the address in the settings. */
  renew(): void {
    this.transport = httpTransport(readSettings().apiUrl);
    this.client = createClient({ transport: this.transport });
    this.#renewed.fire();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#renewed.dispose();
  }
}
