import assert from 'node:assert/strict';
import { type Client, createClient, httpTransport } from '@deepdecipher/client';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { doHover, type HoverContext } from '../src/service/hover.ts';
import { METADATA, startApi, text } from './api-double.ts';

const never = new AbortController().signal;

/** Hovers where `|` stands in `marked`. */
async function hoverAt(marked: string, client: Client, options: Partial<HoverContext> = {}, signal = never) {
  const source = marked.replace('|', '');
  const document = TextDocument.create('file:///a.py', 'python', 1, source);
  const position = document.positionAt(marked.indexOf('|'));
  const hover = await doHover(document, position, { client, defaultModel: '', ...options }, { signal });
  if (!hover) return undefined;
  assert.ok(typeof hover.contents === 'object' && 'kind' in hover.contents && hover.range);
  return { ...hover.contents, covers: document.getText(hover.range) };
}

const clientOf = (address: string) => createClient({ transport: httpTransport(address) });

describe('hover', () => {
  let api: Awaited<ReturnType<typeof startApi>>;
  let client: Client;
  beforeEach(async () => {
    api = await startApi();
    client = clientOf(api.address);
  });
  afterEach(() => api.close());

  for (const [marked, covers] of [
    ['see |tiny-2l/1/3.', 'tiny-2l/1/3'],
    ['# as in tiny-2l/1|/3, the', 'tiny-2l/1/3'],
    ['tiny-2l/1/3|', 'tiny-2l/1/3'],
    ['é€😀 L1|N3', 'L1N3'],
    ['first\nsecond (|L1N3)', 'L1N3'],
  ] as const) {
    it(`finds the neuron in ${JSON.stringify(marked)}`, async () => {
      const hover = await hoverAt(marked, client);
      assert.equal(hover?.covers, covers);
      assert.equal(hover.kind, 'markdown');
      assert.match(hover.value, /^\*\*`tiny-2l`\*\* · layer 1 · neuron 3 · /);
    });
  }

  for (const marked of ['tiny-2l/1/3 |no', 'other-2l/1|/3', '2024/11|/22', 'l1|n3', 'L5.H|0', 'src/tiny-2l/1|/3']) {
    it(`leaves ${JSON.stringify(marked)} alone`, async () => assert.equal(await hoverAt(marked, client), undefined));
  }

  it('asks nothing where no neuron is named', async () => {
    await hoverAt('plain | words and 2024/11/22', client);
    assert.deepEqual(api.requests, []);
  });

  it('says where, what and on what evidence', async () => {
    const hover = await hoverAt('L1|N3', client, { openNeuronCommand: 'x.open' });
    const argument = encodeURIComponent('[{"model":"tiny-2l","layer":1,"neuron":3}]');
    assert.equal(
      hover?.value,
      [
        `**\`tiny-2l\`** · layer 1 · neuron 3 · [Open](command:x.open?${argument}) · ` +
          `[Web page](${api.address}/viz/tiny-2l/all/1/3)`,
        'Peaks on `·if` 2×, `·elif` 1× in its 3 top texts. Range -0.125 to 4.5.',
        '` def f(x):\\n    `**`·if`**`  x is None `',
      ].join('\n\n'),
    );
  });

  it('takes the default model, and the first one without it', async () => {
    await hoverAt('L1|N3', client, { defaultModel: 'tiny-2l' });
    assert.deepEqual(api.requests, ['/api/tiny-2l/all/1/3']);
    const hover = await hoverAt('L1|N3', client, { defaultModel: 'gone' });
    assert.match(hover?.value ?? '', /tiny-2l has layers 0 to 1/);
  });

  for (const marked of ['cache["post", 1][..|., 3]', 'as layer 1, neuron| 3', 'blocks.1.mlp.ho|ok_post[..., 3]']) {
    it(`reads ${JSON.stringify(marked)}`, async () => {
      assert.match((await hoverAt(marked, client))?.value ?? '', /layer 1 · neuron 3/);
    });
  }

  it('asks for a layer where a layer is named', async () => {
    const hover = await hoverAt('blocks.9.mlp.ho|ok_post', client, { defaultModel: 'tiny-2l' });
    assert.deepEqual(api.requests, ['/api/tiny-2l/all/9']);
    assert.match(hover?.value ?? '', /No such neuron/);
  });

  it('names the valid range for a neuron that is not there', async () => {
    const hover = await hoverAt('tiny-2l/9/9|', client);
    assert.deepEqual(hover, {
      kind: 'markdown',
      value: 'No such neuron: tiny-2l has layers 0 to 1 and neurons 0 to 7.',
      covers: 'tiny-2l/9/9',
    });
  });

  it('has words for a neuron without texts, and for one that never fires', async () => {
    const bare = await startApi({ neurons: { 0: [], 1: [text(['a', 'b'], 0, 0)] } });
    try {
      assert.match((await hoverAt('L1N0|', clientOf(bare.address)))?.value ?? '', /No text was recorded/);
      assert.match((await hoverAt('L1N1|', clientOf(bare.address)))?.value ?? '', /Never above 0 in its only text/);
    } finally {
      await bare.close();
    }
  });

  it('shortens long contexts, long tokens and long lists', async () => {
    const long = 'x'.repeat(5000);
    const many = [...'abcdefgh'].map((letter) => text([long, long + letter, long], 1));
    const api = await startApi({ neurons: { 3: many } });
    try {
      const value = (await hoverAt('L1N3|', clientOf(api.address)))?.value ?? '';
      assert.match(value, /and 4 more/);
      assert.ok(value.length < 1000, `${value.length} characters`);
    } finally {
      await api.close();
    }
  });

  it('is silent where the API has no model', async () => {
    const bare = await startApi({ models: [] });
    try {
      assert.equal(await hoverAt('L1N3|', clientOf(bare.address)), undefined);
    } finally {
      await bare.close();
    }
  });

  it('says in words that the API is away, but not over a date', async () => {
    await api.close();
    const hover = await hoverAt('tiny-2l/1/3|', client);
    assert.match(hover?.value ?? '', /does not answer at http\\:\/\/127/);
    assert.equal(await hoverAt('2024/11/22|', client), undefined);
    api = await startApi();
  });

  it('answers within its budget, and has the neuron next time', async () => {
    const release = api.hold();
    const hover = await hoverAt('tiny-2l/1/3|', client, { budget: 30 });
    assert.match(hover?.value ?? '', /slow to answer/);
    release();
    assert.match((await hoverAt('tiny-2l/1/3|', client))?.value ?? '', /Peaks on/);
    assert.equal(api.requests.length, 2, 'the slow request was not thrown away');
  });

  it('shows what it has seen, and how old it is, when the API is away', async () => {
    const { value: seen = '' } = (await hoverAt('tiny-2l/1/3|', client)) ?? {};
    client.cache.expire();
    await api.close();
    const { value = '' } = (await hoverAt('tiny-2l/1/3|', client)) ?? {};
    assert.ok(value.startsWith(seen));
    assert.match(value.slice(seen.length), /^\n\nCopy from a moment ago: the API does not answer\.$/);
    api = await startApi();
  });

  it('shows what it has seen when the API is slow', async () => {
    const { value: seen = '' } = (await hoverAt('tiny-2l/1/3|', client)) ?? {};
    client.cache.expire();
    const release = api.hold();
    const { value = '' } = (await hoverAt('tiny-2l/1/3|', client, { budget: 30 })) ?? {};
    release();
    assert.ok(value.startsWith(seen));
    assert.match(value.slice(seen.length), /the API has not confirmed it yet/);
  });

  it('stops asking when it is cancelled', async () => {
    const release = api.hold();
    const abort = new AbortController();
    const hover = hoverAt('tiny-2l/1/3|', client, {}, abort.signal);
    abort.abort();
    await assert.rejects(hover, { name: 'AbortError' });
    release();
  });

  it('finds anew what a new version of a document names', async () => {
    const document = TextDocument.create('file:///a.py', 'python', 1, 'L1N3');
    const at = { line: 0, character: 1 };
    const context = { client, defaultModel: METADATA.name };
    assert.ok(await doHover(document, at, context, { signal: never }));
    TextDocument.update(document, [{ text: 'nothing' }], 2);
    assert.equal(await doHover(document, at, context, { signal: never }), undefined);
  });
});
