import { folderStore } from '@deepdecipher/client/node';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { Api } from './api.ts';
import { askForNeuron, selectDefaultModel } from './ask.ts';
import { startLanguageClient } from './language-client.ts';
import { NeuronPanel, PANEL_TYPE } from './neuron-panel.ts';
import { NeuronTree } from './tree/neuron-tree.ts';
import type { MoreNode, ProblemNode } from './tree/nodes.ts';
import { TargetSchema } from './webview/protocol.ts';

/** Called by the editor when the extension is first needed. A failure is logged and shown. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('DeepDecipher', { log: true });
  context.subscriptions.push(log);
  try {
    // Shared with the language server: what one has seen the other has, too.
    const cacheFolder = vscode.Uri.joinPath(context.globalStorageUri, 'pages').fsPath;
    const api = new Api(folderStore(cacheFolder));
    context.subscriptions.push(api);
    context.subscriptions.push(...views(context, api, log));
    context.subscriptions.push(await startLanguageClient(context, api, log, cacheFolder));
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void showFailure(error, log);
  }
}

function views(context: vscode.ExtensionContext, api: Api, log: vscode.LogOutputChannel): vscode.Disposable[] {
  const tree = new NeuronTree(api, log);
  const view = vscode.window.createTreeView('deepdecipher.neurons', { treeDataProvider: tree });
  const panel = new NeuronPanel(context.extensionUri, api, log);
  const { registerCommand } = vscode.commands;
  return [
    tree,
    view,
    panel,
    tree.onDidChangeState(({ api: state, note }) => {
      view.description = state === 'away' || note ? api.transport.address : '';
      view.message = note ?? '';
      void vscode.commands.executeCommand('setContext', 'deepdecipher.api', state);
    }),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
    registerCommand('deepdecipher.openNeuron', async (argument: unknown) => {
      // From the tree and from hovers with an argument, from the palette and from buttons without one that fits.
      const given = v.safeParse(TargetSchema, argument);
      const target = given.success ? given.output : await askForNeuron(api);
      if (target) panel.show(target);
    }),
    registerCommand('deepdecipher.selectDefaultModel', () => selectDefaultModel(api)),
    registerCommand('deepdecipher.refresh', () => api.renew()),
    registerCommand('deepdecipher.showMoreNeurons', (node: MoreNode) => tree.showMore(node)),
    registerCommand('deepdecipher.retry', (node: ProblemNode) => tree.retry(node)),
  ];
}

async function showFailure(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const answer = await vscode.window.showErrorMessage(`DeepDecipher could not start: ${reason}`, 'Show Log');
  if (answer === 'Show Log') log.show();
}
