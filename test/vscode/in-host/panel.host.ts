import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const openPanels = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .map(({ label }) => label);

/** Resolved when the open panels are as `expected`. */
function panelsAre(expected: readonly string[]): Promise<void> {
  const isSo = () => JSON.stringify(openPanels()) === JSON.stringify(expected);
  return new Promise((resolve) => {
    if (isSo()) return resolve();
    const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (!isSo()) return;
      listener.dispose();
      resolve();
    });
  });
}

const open = (target: unknown) => vscode.commands.executeCommand('deepdecipher.openNeuron', target);

describe('the panel', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is one, and shows what was asked for last', async () => {
    await open({ model: 'py-solu-2l', layer: 1, neuron: 172 });
    await panelsAre(['py-solu-2l/1/172']);
    await open({ model: 'py-solu-2l', layer: 0, neuron: 7 });
    await panelsAre(['py-solu-2l/0/7']);
  });

  it('is made anew after it was closed', async () => {
    await open({ model: 'py-solu-2l', layer: 1, neuron: 172 });
    await panelsAre(['py-solu-2l/1/172']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await panelsAre([]);
    await open({ model: 'py-solu-2l' });
    await panelsAre(['py-solu-2l']);
  });

  it('has its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ['openNeuron', 'selectDefaultModel', 'refresh'])
      assert.ok(commands.includes(`deepdecipher.${name}`));
    assert.equal(openPanels().length, 0);
  });
});
