// Makes what is published, in `dist/`: the wheel, the VS Code extension, the npm tarballs.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { inRoot, venvPython } from './lib/paths.mjs';
import { npm, run, runMain } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';

const TARBALLS = ['client', 'elements', 'language-server', 'server'];

await runMain(async () => {
  await setup();
  const dist = inRoot('dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  await run(npm, ['run', 'package', '-w', 'vscode-extension']);
  await run(venvPython, [
    '-m',
    'pip',
    'wheel',
    '--quiet',
    '--no-deps',
    '--no-build-isolation',
    '-w',
    dist,
    inRoot('widget'),
  ]);
  await run(npm, ['pack', '--silent', '--pack-destination', dist, ...TARBALLS.flatMap((name) => ['-w', name])]);
  for (const file of readdirSync(dist)) {
    console.log(`  dist/${file}  ${Math.ceil(statSync(path.join(dist, file)).size / 1024)} kB`);
  }
});
