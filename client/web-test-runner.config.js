import { inChromium } from '../test/harness/web-test-runner.ts';

// biome-ignore lint/style/noDefaultExport: the runner asks for it
export default {
  ...inChromium('test/browser/**/*.test.ts'),
  // A frame without an origin of its own, as one test has, may load modules only so.
  middleware: [
    (context, next) => {
      context.set('access-control-allow-origin', '*');
      return next();
    },
  ],
};
