import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

const FOLDER = path.join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');

const command = v.object({ command: v.string(), category: v.string(), title: v.string() });
const manifest = v.parse(
  v.object({
    activationEvents: v.array(v.string()),
    contributes: v.object({
      configuration: v.object({ properties: v.record(v.string(), v.object({ default: v.string() })) }),
      commands: v.array(command),
      menus: v.object({ commandPalette: v.array(v.object({ command: v.string(), when: v.literal('false') })) }),
    }),
  }),
  JSON.parse(read('package.json')),
);
const { configuration, commands, menus } = manifest.contributes;

describe('manifest', () => {
  const readme = read('README.md').replace(/ +/g, ' ');
  const hidden = new Set(menus.commandPalette.map((entry) => entry.command));

  for (const [name, setting] of Object.entries(configuration.properties)) {
    it(`has ${name} in the README, with its default`, () => {
      assert.ok(readme.includes(`| \`${name}\` | ${setting.default === '' ? 'empty' : `\`${setting.default}\``} |`));
    });
  }

  for (const { command, category, title } of commands.filter(({ command }) => !hidden.has(command))) {
    it(`has ${command} in the README`, () => assert.ok(readme.includes(`\`${category}: ${title}\``)));
  }

  it('names the commands that the extension registers, no more and no fewer', () => {
    const registered = [...read('src/extension.ts').matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name);
    assert.deepEqual(registered.sort(), commands.map(({ command }) => command).sort());
  });

  it('wakes for the panel that it restores', () => {
    const type = /PANEL_TYPE = '([^']+)'/.exec(read('src/neuron-panel.ts'))?.[1];
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${type}`));
    assert.ok(!manifest.activationEvents.includes('*'));
  });

  it('packs what it needs and nothing else', async () => {
    const vsce = path.join(FOLDER, '../node_modules/@vscode/vsce/vsce');
    const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: FOLDER });
    const allowed =
      /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|media\/neurons(?:-dark)?\.svg|dist\/(?:extension\.cjs|language-server\.cjs|webview\.js))$/;
    const files = stdout.trim().split('\n');
    assert.deepEqual(
      files.filter((file) => !allowed.test(file)),
      [],
    );
    assert.ok(files.includes('README.md'));
  });
});
