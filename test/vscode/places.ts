import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

export const EXAMPLE = path.join(ROOT, 'examples/data/py-solu-2l.db');
export const HOSTILE = path.join(ROOT, 'test/fixtures/hostile.db');
export const EXTENSION = path.join(ROOT, 'vscode-extension');
export const VSIX = path.join(ROOT, 'dist/deepdecipher.vsix');
export const WORKSPACE = path.join(import.meta.dirname, 'workspace');
