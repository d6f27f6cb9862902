// Makes dist/deepdecipher.vsix at the repository's root from what is built.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const extension = fileURLToPath(new URL('..', import.meta.url));
const root = path.dirname(path.resolve(extension));
const target = path.join(root, 'dist', 'deepdecipher.vsix');

copyFileSync(path.join(root, 'LICENSE'), path.join(extension, 'LICENSE'));
mkdirSync(path.dirname(target), { recursive: true });
await createVSIX({ cwd: extension, packagePath: target, dependencies: false, allowMissingRepository: true });
