#!/usr/bin/env node
import { cacheFolder, folderStore } from '@deepdecipher/client/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { connect } from './connect.ts';

const USAGE = `Usage: deepdecipher-language-server --stdio | --node-ipc

Speaks the Language Server Protocol: hovers over neuron references such as py-solu-2l/1/172.
Settings come from the editor: see the package's README. Answers are kept between sessions in ${cacheFolder()};
the environment variable DEEPDECIPHER_CACHE names another folder.
`;

if (process.argv.includes('--help')) {
  process.stdout.write(USAGE);
} else if (process.argv.some((argument) => argument === '--stdio' || argument === '--node-ipc')) {
  connect(createConnection(ProposedFeatures.all), { store: folderStore(cacheFolder()) });
} else {
  process.stderr.write(`How to speak with the editor is not said.\n${USAGE}`);
  process.exitCode = 2;
}
