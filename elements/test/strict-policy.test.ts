import { assert } from 'chai';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

describe('under a strict content security policy', () => {
  it('the elements draw, colours included, and break no rule', async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy" content="${POLICY}">
      <script type="module" src="${new URL('./helpers/strict-page.ts', import.meta.url).pathname}"></script>`;
    const report = new Promise<unknown>((resolve) => {
      window.addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    document.body.append(frame);
    assert.deepEqual(await report, {
      violations: [],
      strengths: ['1.000', '0.125'],
      isColoured: true,
      share: '1.0000',
      nodes: ['1.000', '0.500'],
    });
    frame.remove();
  });
});
