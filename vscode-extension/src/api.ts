import { type Client, createClient, httpTransport, type Store, type Transport } from '@deepdecipher/client';
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

  /** @param store where answers are kept between sessions */
  constructor(store: Store) {
    this.transport = httpTransport(readSettings().apiUrl);
    this.client = createClient({ transport: this.transport, store });
    this.#settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(`${SECTION}.apiUrl`)) return;
      this.transport = httpTransport(readSettings().apiUrl);
      this.client = createClient({ transport: this.transport, store });
      this.#renewed.fire();
    });
  }

  /** Has everything asked for anew. */
  renew(): void {
    this.client.cache.expire();
    this.#renewed.fire();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#renewed.dispose();
  }
}
