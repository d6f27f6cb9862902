import assert from 'node:assert/strict';
import { type Running, startServer } from './support/running.ts';

const ALLOWED = 'https://lab.example';

describe('access', () => {
  let server: Running;
  before(async () => {
    server = await startServer({ allowedOrigins: [ALLOWED] });
  });
  after(() => server.close());

  const readers = [
    'http://localhost',
    'http://localhost:8888',
    'https://localhost:8443',
    'http://127.0.0.1:3000',
    'http://127.8.9.10',
    'http://[::1]:8888',
    ALLOWED,
  ];
  const strangers = [
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.evil.example',
    'http://[::2]',
    'http://192.168.0.7',
    'http://lab.example',
    'https://lab.example:8443',
    'https://evil.example/http://localhost',
    'null',
    'file://',
    'vscode-webview://abc',
    'chrome-extension://abc',
    'localhost',
  ];
  const paths = ['/api', '/api/tiny/neuroscope/1/3', '/api/tiny/all/1/3', '/api/huge', '/viz/tiny', '/nowhere'];

  for (const origin of readers) {
    it(`lets ${origin} read`, async () => {
      for (const path of paths) {
        const { headers } = await server.ask(path, { origin });
        assert.equal(headers['access-control-allow-origin'], origin, path);
        assert.equal(headers['access-control-expose-headers'], 'ETag, DeepDecipher-Dataset');
        assert.match(headers.vary ?? '', /\bOrigin\b/);
      }
      const asked = {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-none-match',
      };
      const preflight = await server.ask('/api', asked, 'OPTIONS');
      assert.equal(preflight.status, 204);
      assert.equal(preflight.headers['access-control-allow-origin'], origin);
      assert.equal(preflight.headers['access-control-allow-methods'], 'GET, HEAD');
      assert.equal(preflight.headers['access-control-allow-headers'], 'if-none-match');
    });
  }

  for (const origin of strangers) {
    it(`does not let ${origin} read`, async () => {
      for (const path of paths) {
        const { headers } = await server.ask(path, { origin });
        assert.deepEqual(
          Object.keys(headers).filter((name) => name.startsWith('access-control-')),
          [],
          path,
        );
        assert.match(headers.vary ?? '', /\bOrigin\b/);
        if (!path.startsWith('/viz')) assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      }
      const preflight = await server.ask('/api', { origin, 'access-control-request-method': 'GET' }, 'OPTIONS');
      assert.equal(preflight.headers['access-control-allow-origin'], undefined);
    });
  }

  it('does not let everybody read when nobody is named', async () => {
    const { headers } = await server.ask('/api');
    assert.equal(headers['access-control-allow-origin'], undefined);
  });

  const hosts: readonly (readonly [string, number])[] = [
    ['localhost', 200],
    ['LOCALHOST:8410', 200],
    ['127.0.0.1:1', 200],
    ['[::1]:8410', 200],
    ['lab.example', 200],
    ['evil.example', 403],
    ['localhost.evil.example:8410', 403],
    ['127.0.0.1.evil.example', 403],
    ['192.168.0.7', 403],
    ['evil.example@127.0.0.1', 403],
    ['a b', 403],
  ];
  for (const [host, status] of hosts) {
    it(`answers ${status} to one who takes it for ${JSON.stringify(host)}`, async () => {
      for (const path of paths.slice(0, 3)) {
        const reply = await server.ask(path, { host });
        assert.equal(reply.status, status);
        if (status === 403) assert.match(reply.text, /does not answer to the name.*--host NAME or --allow-origin/);
      }
    });
  }

  it('answers to the name it listens on, and on all addresses to any address, but no name', async () => {
    const named = await startServer({ host: 'Lab-Machine' });
    const open = await startServer({ host: '0.0.0.0' });
    try {
      assert.equal((await named.ask('/api', { host: 'lab-machine:8410' })).status, 200);
      assert.equal((await named.ask('/api', { host: 'evil.example' })).status, 403);
      assert.equal((await open.ask('/api', { host: '192.168.0.7:8410' })).status, 200);
      assert.equal((await open.ask('/api', { host: '[fe80::1]:8410' })).status, 200);
      assert.equal((await open.ask('/api', { host: 'evil.example' })).status, 403);
    } finally {
      await named.close();
      await open.close();
    }
  });
});
