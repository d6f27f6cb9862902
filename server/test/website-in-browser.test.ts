import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openDataset } from '@deepdecipher/client/node';
import {
  HOSTILE_TOKENS,
  metadataOf,
  type PageWriter,
  temporaryFolder,
  writeDataset,
} from '../../client/test/helpers/dataset-file.ts';
import { type Browser, launchBrowser, type Page } from '../../test/harness/browser.ts';
import { loadSite } from '../src/website/site.ts';
import { type Running, startServer } from './support/running.ts';

const FIXTURE = fileURLToPath(new URL('../../test/fixtures/hostile.db', import.meta.url));
const NEURONS = [0, 1, 2, 3];

describe('website in a browser', function () {
  this.timeout(30_000);
  let server: Running;
  let browser: Browser;
  let page: Page;
  let requests: string[];
  let complaints: string[];

  before(async () => {
    server = await startServer({ site: await loadSite() });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    requests = [];
    complaints = [];
    page.on('request', (request) => requests.push(request.url().replace(server.address, '')));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    assert.equal(await page.evaluate('typeof window.pwned'), 'undefined');
    await page.close();
  });

  /** Waits until the page shows `text`, wherever in its elements. */
  const shows = (text: string) => page.getByText(text).first().waitFor();
  const open = (path: string) => page.goto(server.address + path);

  it('draws a neuron with one request and without a complaint', async () => {
    await open('/viz/tiny/all/1/3');
    await shows('Peaks on');
    assert.deepEqual(requests, ['/viz/tiny/all/1/3']);
    assert.deepEqual(complaints, []);
    assert.equal(await page.title(), 'tiny/1/3 · DeepDecipher');
  });

  it('has drawn the neuron before the first paint', async () => {
    // Nothing is painted while the document is parsed, and what the script sets in motion ends with it.
    await page.addInitScript(`
      const drawn = (root) => [...root.querySelectorAll('*')].reduce(
        (text, element) => text + (element.shadowRoot ? element.shadowRoot.textContent + drawn(element.shadowRoot) : ''), '');
      document.addEventListener('DOMContentLoaded', () => { window.drawn = drawn(document); })`);
    await open('/viz/tiny/all/1/3');
    const drawn: string = await page.evaluate('window.drawn');
    assert.match(drawn, /Peaks on/);
    assert.ok(drawn.includes(HOSTILE_TOKENS[3] ?? ''));
  });

  it('draws hostile tokens as text', async () => {
    await open('/viz/tiny/all/0/0');
    for (const token of HOSTILE_TOKENS.slice(0, 3)) await shows(token);
    assert.equal(await page.locator('img').count(), 0);
    await open('/viz/tiny');
    await shows('<img·src=x');
    assert.deepEqual(complaints, []);
  });

  it('draws every page of the hostile fixture as text', async () => {
    const hostile = await startServer({ site: await loadSite(), datasets: [openDataset(FIXTURE)] });
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    const places = ['', ...[0, 1].flatMap((layer) => [`/all/${layer}`, ...NEURONS.map((n) => `/all/${layer}/${n}`)])];
    for (const place of places) {
      await page.goto(`${hostile.address}/viz/hostile${place}`);
      await page.locator('[part=content][aria-busy=false]').waitFor();
    }
    assert.equal(requests.length, places.length);
    assert.deepEqual(complaints, []);
    await hostile.close();
  });

  it('draws explanation, graph and similar neurons, hostile tokens in them, and finds neurons by token', async () => {
    const folder = temporaryFolder();
    const services = ['metadata', 'neuroscope', 'neuron2graph', 'neuron2graph-search', 'neuron_explainer'];
    writeDataset(folder.path('explained.db'), metadataOf('explained', services), writePatterns);
    const database = new DatabaseSync(folder.path('explained.db'));
    const insert = database.prepare("INSERT INTO search_token VALUES ('explained', 'activating', ' IF', 'if', 1, ?)");
    for (const neuron of NEURONS) insert.run(neuron);
    database.close();
    const explained = await startServer({
      site: await loadSite(),
      datasets: [openDataset(folder.path('explained.db'))],
    });
    const url = `${explained.address}/viz/explained`;

    await page.goto(`${url}/all/1/3`);
    await shows('0.62');
    await shows('F1 0.8 on held-out top texts');
    assert.equal(await page.locator('dd-graph .node').count(), HOSTILE_TOKENS.length);
    assert.equal(await page.locator('img').count(), 0);
    await page.getByRole('link', { name: 'L0N2' }).click();
    await page.waitForURL('**/viz/explained/all/0/2');

    await page.goto(url);
    await page.getByRole('searchbox').fill('If');
    await page.getByRole('button', { name: 'Find' }).click();
    await shows(`${NEURONS.length} neurons`);
    await page.locator('dd-search').getByRole('link', { name: 'L1N3' }).click();
    await page.waitForURL('**/viz/explained/all/1/3');
    assert.deepEqual(complaints, []);
    await explained.close();
    folder.remove();
  });

  for (const [path, text] of [
    ['/viz/tiny', 'Most important neurons'],
    ['/viz/tiny/all/1', '8 neurons'],
  ] as const) {
    it(`draws ${path} with one request`, async () => {
      await open(path);
      await shows(text);
      assert.deepEqual(requests, [path]);
      assert.deepEqual(complaints, []);
    });
  }

  it('goes to the next neuron and back without leaving the page', async () => {
    await open('/viz/tiny/all/1/3');
    await page.evaluate('document.body.dataset.here = "yes"');
    await page.getByRole('link', { name: 'Next neuron' }).click();
    await page.waitForURL('**/viz/tiny/all/1/4');
    await page.locator('dd-neuron[neuron="4"] [aria-busy=false]').waitFor();
    assert.equal(await page.title(), 'tiny/1/4 · DeepDecipher');
    assert.deepEqual(requests.slice(1), ['/api/tiny/all/1/4']);
    await page.goBack();
    await page.locator('dd-neuron[neuron="3"] [aria-busy=false]').waitFor();
    assert.equal(await page.title(), 'tiny/1/3 · DeepDecipher');
    await page.getByRole('link', { name: 'layer 1' }).click();
    await page.locator('dd-layer[layer="1"] [aria-busy=false]').waitFor();
    await page.goBack();
    await page.locator('dd-neuron[neuron="3"] [aria-busy=false]').waitFor();
    assert.equal(await page.locator('dd-layer').count(), 0);
    assert.equal(await page.locator('body').getAttribute('data-here'), 'yes');
    assert.deepEqual(complaints, []);
  });

  it('opens a link in a new tab when asked to', async () => {
    await open('/viz/tiny/all/1/3');
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Next neuron' }).click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await tab.waitForURL('**/viz/tiny/all/1/4');
    assert.match(page.url(), /\/1\/3$/);
    await tab.close();
  });

  it('says in place what is lacking of a neuron that the API has no page for', async () => {
    await open('/viz/tiny/all/1/7');
    await shows('The dataset lacks neuroscope here.');
    assert.deepEqual(complaints, []);
  });

  it('says that it needs scripts where there are none', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const silent = await context.newPage();
    await silent.goto(`${server.address}/viz/tiny/all/1/3`);
    await silent.locator('noscript p').waitFor();
    await context.close();
  });
});

/** Patterns of neuron 3 of layer 1: every hostile token in a graph of two columns, an explanation of such tokens. */
function writePatterns(write: PageWriter): void {
  const graph = HOSTILE_TOKENS.map((token, index) => ({
    token,
    required: index < 2 ? [3, 4, 5, 6, 7] : [],
    importance: 0.5,
  }));
  const firing = { precision: 0.8, recall: 0.8, f1: 0.8, count: 10 };
  const quality = { num_texts: 1, num_tokens: 100, firing, non_firing: firing, correlation: 0.5 };
  write('neuron2graph', 1, 3, {
    graph: { subgraph_indices: [0, 0, 3, 8], graph },
    graphviz: 'digraph {}',
    similar: [{ layer: 0, neuron: 2, similarity: 0.5 }],
    quality: { top: quality, random: quality },
  });
  const explanation = `Fires on ${HOSTILE_TOKENS.map((token) => `«${token}»`).join(', ')}.`;
  write('neuron_explainer', 1, 3, { explanation, score: 0.62, explainer: 'patterns' });
}
