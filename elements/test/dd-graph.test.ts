import { assert } from 'chai';
import type { DdGraph } from '../src/dd-graph.ts';
import { HOSTILE, neuron2graph } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, press, settle, visibleText } from './helpers/page.ts';

const { graph, quality } = neuron2graph;

/** A graph with nothing but activating tokens, strongest first. */
const row = (tokens: readonly string[]) => ({
  subgraph_indices: [0, tokens.length],
  graph: tokens.map((token, index) => ({ token, required: [], importance: 1 - index / 100 })),
});

describe('dd-graph', () => {
  afterEach(() => {
    clearPage();
    document.body.style.width = '';
  });

  const labels = (element: DdGraph, selector = '.node') => findAll(element, selector).map((node) => node.textContent);
  const active = (element: DdGraph) => labels(element, '.node.active');
  const readout = (element: DdGraph) => find(element, '.readout').textContent?.replace(/\s+/g, ' ').trim();
  const point = async (element: DdGraph, label: string) => {
    const node = findAll(element, '.node').find(({ textContent }) => textContent === label);
    node?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    await settle(element);
  };

  describe('drawing', () => {
    it('reads from left to right: the tokens before, then what the neuron fires on', async () => {
      const element = await mount('dd-graph', { graph });
      assert.deepEqual(labels(element), ['·it', '·x', '·is', '·was', '·not', '·no']);
      assert.deepEqual(labels(element, '.name'), ['earlier', 'after', 'fires on']);
      const left = (name: string) =>
        findAll(element, '.node')
          .find(({ textContent }) => textContent === name)
          ?.getBoundingClientRect().left ?? 0;
      assert.isBelow(left('·it'), left('·is'));
      assert.isBelow(left('·is'), left('·not'));
    });

    it('draws a line for each token that must stand before another, from edge to edge', async () => {
      const element = await mount('dd-graph', { graph });
      const edges = findAll(element, '.edge');
      assert.lengthOf(edges, 4);
      const [box] = findAll(element, '.node').filter(({ textContent }) => textContent === '·not');
      const ends = edges.map((edge) => edge.getBoundingClientRect().right);
      const target = box?.getBoundingClientRect().left ?? 0;
      assert.isTrue(ends.some((end) => Math.abs(end - target) < 2));
    });

    it('colours what it fires on as positive and the tokens before as negative, by importance', async () => {
      const element = await mount('dd-graph', { graph });
      assert.deepEqual(labels(element, '.node.positive'), ['·not', '·no']);
      assert.deepEqual(labels(element, '.node.negative'), ['·it', '·x', '·is', '·was']);
      const strengths = findAll(element, '.node.positive').map((node) => node.style.getPropertyValue('--strength'));
      assert.deepEqual(strengths, ['1.000', '0.500']);
    });

    it('draws patterns of single tokens as a row, without lines', async () => {
      const element = await mount('dd-graph', { graph: row(['a', 'b', 'c']) });
      const tops = findAll(element, '.node').map((node) => node.getBoundingClientRect().top);
      assert.lengthOf(new Set(tops), 1);
      assert.isEmpty(findAll(element, 'svg'));
    });

    it('says that there is no pattern, and draws nothing where there is no graph', async () => {
      const empty = await mount('dd-graph', { graph: { subgraph_indices: [0, 0], graph: [] } });
      assert.include(visibleText(empty), 'No pattern was found.');
      assert.equal(visibleText(await mount('dd-graph')), '');
    });

    it('shows six tokens of a column, then twelve, and says that there are more', async () => {
      const element = await mount('dd-graph', { graph: row(Array.from({ length: 15 }, (_, index) => `t${index}`)) });
      assert.lengthOf(labels(element), 6);
      const more = find(element, '.more button');
      more.click();
      await settle(element);
      assert.lengthOf(labels(element), 12);
      assert.equal(more.getAttribute('aria-expanded'), 'true');
      assert.include(visibleText(element), 'the 12 most important of each column');
      element.graph = row(['other', 'b', 'c', 'd', 'e', 'f', 'g']);
      await settle(element);
      assert.lengthOf(labels(element), 6);
    });

    it('keeps within a narrow page, the tokens that it fires on in view', async () => {
      document.body.style.width = '200px';
      const wide = {
        subgraph_indices: [0, 1, 2, 3, 4],
        graph: [1, 2, 3, 4].map((next) => ({
          token: `a long token ${next}`,
          required: next < 4 ? [next] : [],
          importance: 1,
        })),
      };
      const element = await mount('dd-graph', { graph: wide });
      const { right } = find(element, '.node.positive').getBoundingClientRect();
      assert.isAtMost(right, element.getBoundingClientRect().right + 2);
      assert.isAtMost(element.scrollWidth, 200);
    });
  });

  describe('quality', () => {
    it('gives F1 at a glance and the rest unfolded, a dash where it is undefined', async () => {
      const element = await mount('dd-graph', { graph, quality });
      const summary = find(element, 'summary').textContent?.replace(/\s+/g, ' ').trim();
      assert.equal(summary, 'F1 0.82 on held-out top texts, nothing to find on random text');
      assert.isFalse(find<HTMLDetailsElement>(element, 'details').open);
      const rows = findAll(element, 'tbody tr').map((line) => line.textContent?.replace(/\s+/g, ' ').trim());
      assert.deepEqual(rows, [
        'firing, top texts 0.75 0.9 0.82 20',
        'firing, random text 0 – – 0',
        'not firing, top texts 0.99 0.98 0.985 980',
        'not firing, random text 1 0.995 0.997 2,000',
      ]);
      assert.include(visibleText(element), '0.7 on top texts, 0.4 on random text');
    });

    it('is left out where it is not known', async () => {
      assert.isEmpty(findAll(await mount('dd-graph', { graph }), 'details'));
    });
  });

  describe('pointing', () => {
    it('makes the paths through a token stand out, and gives its figures and what comes before', async () => {
      const element = await mount('dd-graph', { graph });
      assert.equal(readout(element), 'strength of firing importance of what comes before');
      await point(element, '·is');
      assert.equal(readout(element), '·is 0.8 importance, after ·x or ·it');
      assert.deepEqual(labels(element, '.node.faded'), ['·was', '·no']);
      assert.lengthOf(findAll(element, '.edge.lit'), 3);
      assert.lengthOf(findAll(element, '.edge.faded'), 1);
      find(element, '.graph').dispatchEvent(new PointerEvent('pointerleave'));
      await settle(element);
      assert.isEmpty(findAll(element, '.faded'));
    });

    it('does not move what is around it, on a narrow page either', async () => {
      document.body.style.width = '200px';
      const element = await mount('dd-graph', { graph });
      const { height } = element.getBoundingClientRect();
      await point(element, '·is');
      assert.equal(element.getBoundingClientRect().height, height);
    });
  });

  describe('keyboard', () => {
    it('walks by arrows, from the strongest token', async () => {
      const element = await mount('dd-graph', { graph });
      const box = find(element, '.graph');
      box.focus();
      await settle(element);
      assert.deepEqual(active(element), ['·not']);
      for (const [key, label] of [
        ['ArrowDown', '·no'],
        ['ArrowDown', '·no'],
        ['ArrowLeft', '·was'],
        ['Home', '·is'],
        ['ArrowLeft', '·it'],
        ['ArrowLeft', '·it'],
        ['End', '·x'],
        ['ArrowUp', '·it'],
        ['ArrowRight', '·is'],
      ] as const) {
        press(box, key);
        await settle(element);
        assert.deepEqual(active(element), [label], key);
      }
    });

    it('walks along a row', async () => {
      const element = await mount('dd-graph', { graph: row(['a', 'b', 'c']) });
      const box = find(element, '.graph');
      box.focus();
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) {
        press(box, key);
        await settle(element);
      }
      assert.deepEqual(active(element), ['b']);
    });

    it('leaves other keys and shortcuts to the host', async () => {
      const element = await mount('dd-graph', { graph });
      const box = find(element, '.graph');
      box.focus();
      for (const init of [{ key: 'a' }, { key: 'ArrowLeft', ctrlKey: true }]) {
        const event = new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true });
        box.dispatchEvent(event);
        assert.isFalse(event.defaultPrevented);
      }
    });
  });

  describe('accessibility', () => {
    it('has nothing that axe objects to, at rest, pointed at, unfolded', async () => {
      const element = await mount('dd-graph', { graph, quality });
      await assertAccessible(element);
      await point(element, '·is');
      find<HTMLDetailsElement>(element, 'details').open = true;
      await assertAccessible(element);
      await assertAccessible(await mount('dd-graph', { graph: row(['a', 'b']) }));
    });

    it('tells the patterns in words', async () => {
      const element = await mount('dd-graph', { graph });
      const columns = findAll(element, '[role=group]').map((group) => group.getAttribute('aria-label'));
      assert.deepEqual(columns, ['earlier', 'after', 'fires on']);
      const said = findAll(element, '[role=option]').map((node) => node.getAttribute('aria-label'));
      assert.include(said, '·not, strength 1, after ·is or ·was');
      assert.include(said, '·is, importance 0.8, after ·x or ·it');
      assert.include(said, '·no, strength 0.5');
    });
  });

  it('draws hostile tokens as text', async () => {
    const element = await mount('dd-graph', { graph: row(HOSTILE) });
    find(element, '.more button').click();
    await settle(element);
    assert.lengthOf(labels(element), HOSTILE.length);
    assert.isEmpty(findAll(element, 'script, img'));
    assert.isUndefined(Reflect.get(globalThis, 'broken'));
    assert.notInclude(visibleText(element), '\u202e');
  });

  it('draws the same after it was taken off the page and put back', async () => {
    const element = await mount('dd-graph', { graph });
    element.remove();
    document.body.append(element);
    await settle(element);
    assert.lengthOf(labels(element), 6);
  });
});
