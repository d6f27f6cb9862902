import path from 'node:path';

/** The AMD module that widget managers outside JupyterLab load: nbclassic, VS Code, exported pages. */
// biome-ignore lint/style/noDefaultExport: webpack reads its configuration from the default export.
export default {
  mode: 'production',
  target: ['web', 'es2022'],
  devtool: false,
  entry: './dist/index.js',
  output: {
    path: path.resolve(import.meta.dirname, 'deepdecipher_widget/nbextension'),
    filename: 'index.js',
    library: { type: 'amd' },
    publicPath: '',
    clean: true,
  },
  // The widget manager's own copy is the one that counts.
  externals: ['@jupyter-widgets/base'],
  performance: { hints: false },
};
