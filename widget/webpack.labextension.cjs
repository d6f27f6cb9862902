// Merged into JupyterLab's own builder. Without it lit is copied into every lazy chunk and its licence is left out.
module.exports = { optimization: { splitChunks: { chunks: 'async', minSize: 2000 } } };
