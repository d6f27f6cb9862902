const path = require('node:path');

const common = {
  mode: 'production',
  devtool: 'source-map',
  output: { path: path.join(__dirname, 'dist') },
  // A webview loads from disk: a size that would be large for a web page is not large here.
  performance: { hints: false },
  stats: 'errors-warnings',
};

/** What runs in the extension host: the extension, and the language server that it starts. */
const host = {
  ...common,
  name: 'host',
  target: 'node20',
  entry: {
    extension: './dist/js/extension.js',
    'language-server': '@deepdecipher/language-server/main',
  },
  output: { ...common.output, filename: '[name].cjs', library: { type: 'commonjs2' } },
  externals: { vscode: 'commonjs vscode' },
};

const webview = {
  ...common,
  name: 'webview',
  target: 'web',
  entry: { webview: './dist/js/webview/main.js' },
  output: { ...common.output, filename: '[name].js' },
};

module.exports = [host, webview];
