import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { loadSite } from '../src/website/site.ts';
import { type Running, startServer } from './support/running.ts';

describe('website', () => {
  let server: Running;
  before(async () => {
    server = await startServer({ site: await loadSite() });
  });
  after(() => server.close());

  const pages = [
    ['/viz/tiny', 'tiny', '<dd-model model="tiny">', '/api/tiny/all'],
    ['/viz/tiny/all', 'tiny', '<dd-model model="tiny">', '/api/tiny/all'],
    ['/viz/tiny/neuroscope/1', 'tiny/1', '<dd-layer model="tiny" layer="1">', '/api/tiny/all/1'],
    ['/viz/tiny/all/1/3', 'tiny/1/3', '<dd-neuron model="tiny" layer="1" neuron="3">', '/api/tiny/all/1/3'],
    ['/viz/tiny/neuroscope/1/3/', 'tiny/1/3', '<dd-neuron model="tiny" layer="1" neuron="3">', '/api/tiny/all/1/3'],
  ] as const;

  for (const [path, title, element, answer] of pages) {
    it(`${path} holds its element, its data and its script`, async () => {
      const { status, headers, text } = await server.ask(path);
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      assert.ok(text.includes(`<title>${title} · DeepDecipher</title>`));
      assert.ok(text.includes(element));
      const [, data] = text.match(/<script type="application\/json"[^>]*>(.*?)<\/script>/s) ?? [];
      const api = await server.ask(answer);
      assert.deepEqual(JSON.parse(data ?? ''), JSON.parse(api.text));
      assert.doesNotMatch(data ?? '', /[<\u2028\u2029]/);
      assert.ok(text.includes(`data-path="${answer}"`));
      assert.ok(text.includes(`data-etag="&quot;${String(api.headers.etag).slice(3, -1)}&quot;"`));
    });

    it(`${path} is allowed its own script and style and nothing else`, async () => {
      const { headers, text } = await server.ask(path);
      const policy = new Map(
        String(headers['content-security-policy'])
          .split('; ')
          .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
      );
      const scripts = [...text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
      const styles = [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style = '']) => style);
      assert.deepEqual([scripts.length, styles.length], [1, 1]);
      assert.deepEqual(Object.fromEntries(policy), {
        'default-src': "'none'",
        'script-src': hash(scripts[0]),
        'style-src': hash(styles[0]),
        'img-src': 'data:',
        'connect-src': "'self'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
        'require-trusted-types-for': "'script'",
        'trusted-types': 'lit-html',
      });
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.doesNotMatch(text, /<!--/);
      assert.match(text, /<noscript>.*needs scripts/s);
    });
  }

  function hash(text = ''): string {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  }

  it('begins with the list of models', async () => {
    const redirect = await server.ask('/');
    assert.equal(redirect.status, 302);
    assert.equal(redirect.headers.location, '/viz');
    const { text, status } = await server.ask('/viz');
    assert.equal(status, 200);
    assert.match(text, /<a href="\/viz\/tiny">tiny<\/a>.*2 layers of 8 neurons.*<a href="\/viz\/other">other<\/a>/s);
  });

  for (const [path, location] of [
    ['/viz/tiny/1', '/viz/tiny/all/1'],
    ['/viz/tiny/1/3', '/viz/tiny/all/1/3'],
    ['/viz/tiny/9/3', '/viz/tiny/all/9/3'],
  ] as const) {
    it(`sends ${path}, which names no service, to ${location}`, async () => {
      const { status, headers } = await server.ask(path);
      assert.equal(status, 302);
      assert.equal(headers.location, location);
    });
  }

  const absent: readonly (readonly [string, RegExp])[] = [
    ['/viz/huge', /There is no model &quot;huge&quot;.*<a href="\/viz">/s],
    ['/viz/%3Cscript%3Ealert(1)%3C%2Fscript%3E', /no model &quot;&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;/],
    ['/viz/tiny/dreams', /no service &quot;dreams&quot;.*<a href="\/viz\/tiny">tiny<\/a>/s],
    ['/viz/tiny/all/2', /layer 2 is out of range: tiny has layers 0 to 1\./],
    ['/viz/tiny/all/1/600', /neuron 600 is out of range: layer 1 of tiny has neurons 0 to 7\./],
    ['/viz/tiny/1/x', /no service &quot;1&quot;/],
    ['/viz/tiny/all/1/3/4', /\/viz\/MODEL\/SERVICE\/LAYER\/NEURON/],
  ];
  for (const [path, message] of absent) {
    it(`says on a page what is wrong with ${path}`, async () => {
      const { status, headers, text } = await server.ask(path, { accept: 'text/html' });
      assert.equal(status, 404);
      assert.equal(headers['content-type'], 'text/html; charset=utf-8');
      assert.match(String(headers['content-security-policy']), /^default-src 'none'/);
      assert.match(text, message);
      assert.doesNotMatch(text, /<script/);
    });
  }
});
