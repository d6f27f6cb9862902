import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';

/** Size in bytes of a module and all it needs, bundled for the web, minified and compressed with gzip. */
export async function bundleSize(entry: string): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'deepdecipher-bundle-'));
  try {
    await new Promise<void>((resolve, reject) => {
      const configuration: webpack.Configuration = {
        mode: 'production',
        target: ['web', 'es2022'],
        entry,
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
