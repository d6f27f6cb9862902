import { fileURLToPath } from 'node:url';

const inDist = (path) => fileURLToPath(new URL(`./dist/site/${path}`, import.meta.url));

// The website's script goes into its pages whole: one file, no chunks to be fetched later.
// biome-ignore lint/style/noDefaultExport: webpack reads its configuration from here.
export default {
  mode: 'production',
  target: ['web', 'es2023'],
  entry: inDist('main.js'),
  output: { path: inDist('.'), filename: 'bundle.js', asyncChunks: false },
  performance: { hints: false },
};
