import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const API = process.env['DEEPDECIPHER_TEST_API'] ?? '';
const settings = () => vscode.workspace.getConfiguration('deepdecipher');
const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Global);

/** All that hovers say on `word`. */
async function hoverOn(source: string, word: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ content: source, language: 'python' });
  await vscode.window.showTextDocument(document);
  const position = document.positionAt(source.indexOf(word) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const values = hovers.flatMap(({ contents }) =>
    contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : String(content))),
  );
  return values.join('\n');
}

/** Asks until the answer fits: a changed setting reaches the language server by a way that nothing here can see the end of. */
async function until(ask: () => Promise<string>, expected: RegExp): Promise<string> {
  let answer = await ask();
  for (let attempt = 1; attempt < 50 && !expected.test(answer); attempt += 1) answer = await ask();
  assert.match(answer, expected);
  return answer;
}

describe('hovers', () => {
  before(async () => {
    const extension = vscode.extensions.getExtension('deepdecipher.deepdecipher-vscode');
    assert.ok(extension);
    await extension.activate();
  });

  afterEach(async () => {
    await set('apiUrl', API);
    await set('defaultModel', undefined);
  });

  it('say what a neuron does', async () => {
    const said = await hoverOn('# see py-solu-2l/1/172', 'py-solu-2l/1/172');
    assert.match(said, /layer 1 · neuron 172/);
    assert.match(said, /Fires on .*correlation/);
    assert.ok(said.includes(`${API}/viz/py-solu-2l/all/1/172`), said);
    assert.match(said, /\(command:deepdecipher\.openNeuron\?/);
  });

  it('take the first model for a reference without one', async () => {
    assert.match(await hoverOn('L0N7', 'L0N7'), /py-solu-2l.*layer 0 · neuron 7/);
  });

  it('name the valid range for a neuron that is not there', async () => {
    assert.match(await hoverOn('py-solu-2l/1/9999', 'py-solu'), /511/);
  });

  it('follow the settings', async () => {
    await set('defaultModel', 'no-such-model');
    await until(() => hoverOn('L0N7', 'L0N7'), /no-such-model/);
    await set('apiUrl', 'http://127.0.0.1:9');
    await until(() => hoverOn('L0N7', 'L0N7'), /does not answer at http\\:/);
    await set('apiUrl', API);
    await set('defaultModel', undefined);
    await until(() => hoverOn('L0N7', 'L0N7'), /py-solu-2l.*layer 0/);
  });
});
