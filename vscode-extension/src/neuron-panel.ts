import { channelHost } from '@deepdecipher/client/channel';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Api } from './api.ts';
import { pageOf } from './page.ts';
import { StateSchema, type Target, ToHostSchema, type ToPage } from './webview/protocol.ts';

/** As in `package.json`'s `onWebviewPanel`. */
export const PANEL_TYPE = 'deepdecipher.neuron';

/** The one panel, which shows what was asked for last. After a reload of the window it shows the same again. */
export class NeuronPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #api: Api;
  readonly #log: vscode.LogOutputChannel;
  #open: { readonly panel: vscode.WebviewPanel; show(target: Target): void } | undefined;

  constructor(extensionUri: vscode.Uri, api: Api, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#api = api;
    this.#log = log;
  }

  /** Shows `target`, in the panel that is open or in a new one. */
  show(target: Target): void {
    if (this.#open) {
      this.#open.show(target);
      this.#open.panel.reveal();
      return;
    }
    void vscode.window.tabGroups.close(sleepingPanels());
    const column = vscode.ViewColumn.Active;
    this.#adopt(vscode.window.createWebviewPanel(PANEL_TYPE, titleOf(target), column), target);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = v.safeParse(StateSchema, saved);
    if (state.success) this.#adopt(panel, state.output.target);
    else panel.dispose();
  }

  dispose(): void {
    this.#open?.panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, first: Target): void {
    this.#open?.panel.dispose();
    const { webview } = panel;
    let target = first;
    const post = (message: ToPage) => void webview.postMessage(message);
    const requests = channelHost({
      send: (message) => post({ type: 'channel', message }),
      transport: () => this.#api.transport,
      report: (error) => this.#log.error('A request of the panel failed:', error),
    });
    const renew = () => post({ type: 'renew', address: this.#api.transport.address });
    const move = (next: Target) => {
      target = next;
      panel.title = titleOf(next);
    };

    const renewing = this.#api.onDidRenew(renew);
    webview.onDidReceiveMessage((data: unknown) => {
      const message = v.safeParse(ToHostSchema, data);
      if (!message.success) {
        this.#log.warn('A message from the panel was not understood:', v.flatten(message.issues));
        return;
      }
      switch (message.output.type) {
        case 'ready':
          // A page that was hidden is loaded anew when it is seen again, and all it asked before is lost.
          requests.dispose();
          renew();
          post({ type: 'show', target });
          break;
        case 'moved':
          move(message.output.target);
          break;
        case 'channel':
          if (!requests.receive(message.output.message)) this.#log.warn('A request of the panel was not understood.');
      }
    });
    panel.onDidDispose(() => {
      renewing.dispose();
      requests.dispose();
      if (this.#open?.panel === panel) this.#open = undefined;
    });

    const media = vscode.Uri.joinPath(this.#extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'neurons.svg'),
      dark: vscode.Uri.joinPath(media, 'neurons-dark.svg'),
    };
    move(first);
    this.#open = {
      panel,
      show(next) {
        move(next);
        post({ type: 'show', target: next });
      },
    };
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'dist')],
    };
    webview.html = pageOf(webview, this.#extensionUri);
  }
}

/** Panels of ours that the window has brought back but nobody has looked at yet: the editor hands them over when someone does. */
function sleepingPanels(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_TYPE));
}

/** `py-solu-2l/1/172`, `py-solu-2l/1` or `py-solu-2l`. */
function titleOf({ model, layer, neuron }: Target): string {
  return [model, layer, neuron].filter((part) => part !== undefined).join('/');
}
