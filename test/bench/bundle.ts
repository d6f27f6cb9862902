import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';

/** Size in bytes of modules and all they need, bundled for the web, minified and compressed with gzip. */
export async function bundleSize(...entries: readonly string[]): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-bundle-'));
  try {
    await new Promise<void>((resolve, reject) => {
      const configuration: webpack.Configuration = {
        mode: 'production',
        target: ['web', 'es2022'],
        // One module that gives all of them: of several entries webpack would offer the last one's exports alone.
        entry: `data:text/javascript,${encodeURIComponent(entries.map((entry) => `export * from ${JSON.stringify(entry)};`).join(''))}`,
        output: { path: folder, filename: 'bundle.js', library: { type: 'var', name: 'bundle' } },
        performance: { hints: false },
      };
      webpack(configuration, (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
        else resolve();
      });
    });
    return gzipSync(readFileSync(path.join(folder, 'bundle.js')), { level: 9 }).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
