import { isDeepDecipherError, type Metadata, type NeuronReference } from '@deepdecipher/client';
import * as vscode from 'vscode';
import { type Api, readSettings } from './api.ts';
import { readTypedNeuron } from './typed-neuron.ts';

/** Asks the user for a neuron; `undefined` if they leave it. What they have selected is there to begin with. */
export async function askForNeuron(api: Api): Promise<NeuronReference | undefined> {
  const models = await modelsOrMessage(api);
  if (!models) return undefined;
  const read = (input: string) => readTypedNeuron(input, models, readSettings().defaultModel);
  const editor = vscode.window.activeTextEditor;
  const selected = editor ? editor.document.getText(editor.selection) : '';
  const input = await vscode.window.showInputBox({
    title: 'Open Neuron',
    prompt: 'Model, layer and neuron; without a model, of the default one',
    placeHolder: `${models[0]?.name ?? 'MODEL'}/0/0 or L0N0`,
    value: 'reference' in read(selected) ? selected.trim() : '',
    validateInput(value) {
      const typed = value.trim() === '' ? undefined : read(value);
      return typed && 'problem' in typed ? typed.problem : undefined;
    },
  });
  if (input === undefined || input.trim() === '') return undefined;
  const typed = read(input);
  return 'reference' in typed ? typed.reference : undefined;
}

/** Lets the user choose the model of references that name none, and saves it where the setting already is. */
export async function selectDefaultModel(api: Api): Promise<void> {
  const models = await modelsOrMessage(api);
  if (!models) return;
  const { defaultModel } = readSettings();
  const choices = models.map(({ name, num_layers, layer_size, dataset }) => ({
    label: name,
    description: name === (defaultModel || models[0]?.name) ? 'now the default' : '',
    detail: `${num_layers} layers of ${layer_size.toLocaleString('en-US')} neurons, ${dataset}`,
  }));
  const chosen = await vscode.window.showQuickPick(choices, {
    title: 'Select Default Model',
    placeHolder: 'Model meant by references that name none, such as L0N0',
  });
  if (!chosen) return;
  const section = vscode.workspace.getConfiguration('deepdecipher');
  const inWorkspace = section.inspect('defaultModel')?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await section.update('defaultModel', chosen.label, inWorkspace ? Workspace : Global);
}

/** The API's models; `undefined` after the user has been told why there are none, and has not tried again. */
async function modelsOrMessage(api: Api): Promise<readonly Metadata[] | undefined> {
  try {
    return (await api.client.models()).value;
  } catch (error) {
    if (!isDeepDecipherError(error)) throw error;
    const answer = await vscode.window.showErrorMessage(error.message, 'Try Again', 'Open Settings');
    if (answer === 'Open Settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'deepdecipher');
    }
    return answer === 'Try Again' ? modelsOrMessage(api) : undefined;
  }
}
