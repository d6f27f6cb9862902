import { inChromium } from '../test/harness/web-test-runner.ts';

// biome-ignore lint/style/noDefaultExport: the runner asks for it
export default inChromium('test/**/*.test.ts');
