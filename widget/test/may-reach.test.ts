import assert from 'node:assert/strict';
import { mayReach } from '../src/may-reach.ts';

describe('mayReach', () => {
  for (const [page, api, expected] of [
    ['http://127.0.0.1:8888/lab', 'http://127.0.0.1:8410', true],
    ['http://localhost:8888/lab', 'http://127.0.0.1:8410', true],
    ['http://[::1]:8888/', 'http://localhost:8410', true],
    ['https://localhost:8888/', 'http://127.0.0.1:8410', true],
    ['https://hub.example/lab', 'http://127.0.0.1:8410', false],
    ['http://10.0.0.5:8888/lab', 'http://localhost:8410', false],
    ['http://10.0.0.5:8888/lab', 'http://10.0.0.6:8410', true],
    ['https://hub.example/lab', 'http://api.example', false],
    ['https://hub.example/lab', 'https://api.example/deep', true],
    ['http://127.0.0.1:8888/lab', 'http://127.0.0.1.example', true],
    ['https://hub.example/lab', 'http://127.0.0.1.example', false],
    ['vscode-webview://x/index.html', 'http://127.0.0.1:8410', false],
    ['http://127.0.0.1:8888/lab', 'file:///data.db', false],
    ['http://127.0.0.1:8888/lab', '', false],
  ] as const) {
    it(`${page} ${expected ? 'may' : 'may not'} ask ${api || 'no API'}`, () =>
      assert.equal(mayReach(page, api), expected));
  }
});
