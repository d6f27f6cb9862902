import { writeFileSync } from 'node:fs';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter, type Reporter, type TestRunnerConfig, type TestSuiteResult } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { CHROMIUM_SWITCHES, chromiumPath } from './chromium.ts';

/** Runs a package's tests in Chromium. @param files which, relative to the package's folder */
export function inChromium(files: string): TestRunnerConfig {
  const resultFile = process.env['DD_RESULT_FILE'];
  return {
    rootDir: '..',
    files,
    nodeResolve: { browser: true, exportConditions: ['browser', 'production'] },
    concurrency: 1,
    plugins: [esbuildPlugin({ ts: true, target: 'es2022' })],
    browsers: [chromeLauncher({ launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_SWITCHES } })],
    testFramework: { config: { ui: 'bdd', timeout: 20_000 } },
    reporters: [defaultReporter(), ...(resultFile === undefined ? [] : [resultFileReporter(resultFile)])],
  };
}

/** Writes how many tests passed and failed into the file that DD_RESULT_FILE names, for a caller that runs several suites. */
function resultFileReporter(file: string): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      const count = { passed: 0, failed: 0 };
      for (const { testResults, errors, passed } of sessions) {
        for (const test of testsOf(testResults)) count[test.passed ? 'passed' : 'failed'] += test.skipped ? 0 : 1;
        // A file that does not load has no tests that could fail.
        if (!passed && (errors.length > 0 || !testResults)) count.failed += 1;
      }
      writeFileSync(file, JSON.stringify(count));
    },
  };
}

function testsOf(suite: TestSuiteResult | undefined): TestSuiteResult['tests'] {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : [];
}
