import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { startApi } from './api-double.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const run = (...args: readonly string[]) => spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });

async function output(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

describe('deepdecipher-language-server', () => {
  it('answers a hover over stdio, and ends when the editor says so', async () => {
    const api = await startApi();
    const child = run('--stdio');
    const exit = once(child, 'exit');
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    try {
      connection.listen();
      const initializationOptions = { apiUrl: api.address };
      await connection.sendRequest('initialize', {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        initializationOptions,
      });
      await connection.sendNotification('initialized', {});
      const textDocument = { uri: 'file:///a.py', languageId: 'python', version: 1, text: '# tiny-2l/1/3' };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
      const position = { line: 0, character: 4 };
      const hover = await connection.sendRequest('textDocument/hover', { textDocument, position });
      assert.match(JSON.stringify(hover), /Peaks on `·if` 2×/);
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      assert.deepEqual(await exit, [0, null]);
    } finally {
      connection.dispose();
      child.kill();
      await api.close();
    }
  });

  it('says how it is to be started', async () => {
    const child = run();
    const [words, [code]] = await Promise.all([output(child.stderr), once(child, 'exit')]);
    assert.equal(code, 2);
    assert.match(words, /--stdio \| --node-ipc/);
  });
});
