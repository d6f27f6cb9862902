import assert from 'node:assert/strict';
import { lexer, type Token } from 'marked';
import { link, plainWords, textCode, tokenCode } from '../src/service/markdown.ts';
import { neuronMarkdown } from '../src/service/neuron-markdown.ts';
import { METADATA, TEXTS, text } from './api-double.ts';

const MISSING = { status: 'missing', message: 'Not recorded.' } as const;
const PLAIN = { metadata: METADATA, neuron2graph: MISSING, neuronExplainer: MISSING } as const;

const HOSTILE = [
  '`',
  '``',
  '```js',
  ' `a``b``` ',
  '](javascript:alert(1))',
  '[x](command:workbench.action.quit)',
  '![x](http://127.0.0.1:1/x.png)',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</code><b>',
  '&lt;',
  '|',
  '\n\n# heading',
  '\n---\n',
  '**',
  '_a_',
  '\\',
  '$(alert)',
  '\u202eabc',
  'http://example.org',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '===',
  '~~~',
  ' ',
  '   ',
];

const leaves = (tokens: readonly Token[]): Token[] =>
  tokens.flatMap((token) => ('tokens' in token && token.tokens ? leaves(token.tokens) : [token]));

describe('Markdown of hostile text', () => {
  for (const token of HOSTILE) {
    it(`keeps ${JSON.stringify(token)} in one code span`, () => {
      for (const code of [tokenCode(token), textCode(token)]) {
        const found = leaves(lexer(`before ${code} after`));
        assert.deepEqual(
          found.map(({ type }) => type),
          ['text', 'codespan', 'text'],
          code,
        );
        assert.doesNotMatch(code, /[\n\r\u202e]/);
      }
    });

    it(`writes ${JSON.stringify(token)} as words`, () => {
      for (const markdown of [`before ${plainWords(token)} after`, plainWords(token)]) {
        const found = lexer(markdown);
        assert.ok(
          found.every(({ type }) => type === 'paragraph' || type === 'space'),
          markdown,
        );
        assert.ok(
          leaves(found).every(({ type }) => ['text', 'escape', 'space'].includes(type)),
          markdown,
        );
        assert.doesNotMatch(markdown, /[\n\r\u202e]/);
      }
    });
  }

  it('shows each token as it is', () => {
    assert.equal(tokenCode(' if'), '`·if`');
    assert.equal(tokenCode('a`b'), '``a`b``');
    assert.equal(tokenCode('`'), '`` ` ``');
    assert.equal(textCode(' a\n b'), '`  a\\n b `');
    assert.equal(tokenCode(''), '');
  });

  it('keeps an address within its link', () => {
    const [found] = leaves(lexer(link('Web page', 'http://127.0.0.1:1/a) [x](javascript:b)'))).slice(0, 1);
    assert.equal(found?.raw, 'Web page');
    assert.match(link('x', 'http://h/a)b'), /^\[x\]\(http:\/\/h\/a%29b\)$/);
  });

  it('stays in its three lines with a neuron made of nothing but hostile tokens', () => {
    const texts = HOSTILE.map((_, index) => text(HOSTILE, index));
    const markdown = neuronMarkdown(
      {
        ...PLAIN,
        reference: { model: '`<b>`', layer: 1, neuron: 3 },
        neuroscope: { status: 'ready', data: { neuron_index: { layer: 1, neuron: 3 }, texts } },
      },
      [],
    );
    const blocks = lexer(markdown).filter(({ type }) => type !== 'space');
    assert.deepEqual(
      blocks.map(({ type }) => type),
      ['paragraph', 'paragraph', 'paragraph'],
    );
    const types = new Set(leaves(blocks).map(({ type }) => type));
    assert.deepEqual([...types].sort(), ['codespan', 'text']);
  });

  const graph = { graph: { subgraph_indices: [], graph: [] }, graphviz: '' };
  const similar = [0.5, 0.75].map((similarity, layer) => ({ layer, neuron: 7, similarity }));
  const explainedBy = (page: { explanation: string; score: number | null; explainer?: string; score_kind?: string }) =>
    neuronMarkdown(
      {
        metadata: METADATA,
        reference: { model: 'tiny-2l', layer: 1, neuron: 3 },
        neuroscope: { status: 'ready', data: { neuron_index: { layer: 1, neuron: 3 }, texts: TEXTS } },
        neuron2graph: { status: 'ready', data: { ...graph, similar } },
        neuronExplainer: { status: 'ready', data: page },
      },
      [],
    );

  it('begins with the explanation and its score, then gives evidence and similar neurons', () => {
    const page = { explanation: 'Fires on «·if» and «`x`».', score: 0.6249, explainer: 'patterns' };
    assert.deepEqual(explainedBy(page).split('\n\n'), [
      '**`tiny-2l`** · layer 1 · neuron 3',
      'Fires on `·if` and `` `x` `` (correlation 0.625, from its patterns)',
      '` def f(x):\\n    `**`·if`**`  x is None `',
      'Similar: L1N7 (0.75), L0N7 (0.5)',
    ]);
  });

  it('names the score and the explainer as the dataset does', () => {
    const [, bare] = explainedBy({ explanation: 'words', score: null }).split('\n\n');
    assert.equal(bare, 'words (not scored)');
    const page = { explanation: 'words', score: 0.5, explainer: 'gpt-4', score_kind: 'eleuther_fuzz' };
    assert.match(explainedBy(page), /words \(eleuther fuzz score 0\.5, by gpt-4\)/);
  });

  it('stays in its lines with an explanation made of nothing but hostile tokens', () => {
    for (const explanation of [HOSTILE.map((token) => `«${token}»`).join(''), HOSTILE.join(''), '««»»«', '« »']) {
      for (const explainer of ['patterns', '<b>[x](http://h)</b>\n\n# by']) {
        const markdown = explainedBy({ explanation, score: 0.5, explainer, score_kind: '<i>\n\n_x_' });
        const blocks = lexer(markdown).filter(({ type }) => type !== 'space');
        assert.deepEqual(
          blocks.map(({ type }) => type),
          ['paragraph', 'paragraph', 'paragraph', 'paragraph'],
          markdown,
        );
        const types = new Set(leaves(blocks).map(({ type }) => type));
        assert.ok(
          [...types].every((type) => ['codespan', 'escape', 'space', 'text'].includes(type)),
          markdown,
        );
        assert.doesNotMatch(markdown, /\u202e/);
      }
    }
  });

  it('escapes the reason why there are no texts', () => {
    const neuroscope = { status: 'failed', message: 'bad <b>`x`</b> [l](javascript:x)' } as const;
    const markdown = neuronMarkdown({ ...PLAIN, reference: { model: 'm', layer: 0, neuron: 0 }, neuroscope }, []);
    const types = new Set(leaves(lexer(markdown)).map(({ type }) => type));
    assert.deepEqual([...types].sort(), ['codespan', 'escape', 'space', 'text']);
  });
});
