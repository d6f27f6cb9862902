import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';

const folder = path.resolve(import.meta.dirname, '..');

describe('the package', () => {
  let target: string;
  let tarball: Uint8Array;

  before(() => {
    target = mkdtempSync(path.join(tmpdir(), 'deepdecipher-pack-'));
    const packed: unknown = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', target], { cwd: folder, encoding: 'utf8' }),
    );
    assert(Array.isArray(packed));
    tarball = readFileSync(path.join(target, packed[0].filename));
  });
  after(() => rmSync(target, { recursive: true }));

  it('leaves publint nothing to say', async () => {
    const { messages } = await publint({ pkgDir: folder, strict: true });
    assert.deepEqual(messages, []);
  });

  it('has types where its exports say, for every way of resolving modules that knows ES modules', async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    assert(result.types);
    // Node 10 knows no "exports", and a CommonJS caller gets an ES module: both are so on purpose.
    const problems = result.problems.filter(
      (problem) =>
        !(
          'resolutionKind' in problem &&
          (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs')
        ),
    );
    assert.deepEqual(problems, []);
  }).timeout(60_000);
});
