import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';
import type { HostTest } from '../../harness/vscode-host.ts';

/** Called by VS Code in the extension host; what came of the tests is written to the file VSCODE_TEST_RESULT. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000 });
  for (const file of ['hover.host.ts', 'panel.host.ts']) mocha.addFile(path.join(import.meta.dirname, file));
  await mocha.loadFilesAsync();
  const tests: HostTest[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), milliseconds: test.duration ?? 0 }));
    runner.on('fail', (test, error) => {
      const failure = error.stack ?? String(error);
      tests.push({ title: test.fullTitle(), milliseconds: test.duration ?? 0, failure });
    });
  });
  await writeFile(process.env['VSCODE_TEST_RESULT'] ?? '', JSON.stringify(tests));
}
