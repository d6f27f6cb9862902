import { assert } from 'chai';
import { metadata, statistics } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, settle, visibleText } from './helpers/page.ts';

describe('dd-stats', () => {
  afterEach(clearPage);

  it('gives each number with three significant digits', async () => {
    const element = await mount('dd-stats', { statistics });
    const entries = findAll(element, '.numbers .entry').map((entry) => entry.textContent?.replace(/\s+/g, ' ').trim());
    assert.deepEqual(entries, [
      'Maximum 4',
      'Minimum -0.5',
      'Mean 0.0123',
      'Standard deviation 0.5',
      'Skewness 9.5',
      'Kurtosis 112',
      'Tokens above zero 22.1 %',
      'Tokens seen 2,000,000',
    ]);
  });

  it('says why a number is not there', async () => {
    const constant = { ...statistics, variance: 0, skewness: null, kurtosis: null };
    const element = await mount('dd-stats', { statistics: constant });
    assert.include(visibleText(element), 'Skewness –Undefined: the activation is constant');
    const unknown = await mount('dd-stats', { statistics: { ...statistics, mean: null } });
    assert.include(visibleText(unknown), 'Mean –Not recorded');
    const uncounted = await mount('dd-stats', { statistics: { ...statistics, num_tokens: null } });
    assert.include(visibleText(uncounted), 'Tokens seen –Not recorded');
  });

  it('has no gap in its last row, at any width', async () => {
    for (const width of ['20em', '40em', '70em']) {
      const element = await mount('dd-stats', { statistics });
      element.style.width = width;
      await settle(element);
      const tops = findAll(element, '.numbers .entry').map((entry) => entry.getBoundingClientRect().top);
      const rows = new Set(tops).size;
      assert.equal(tops.filter((top) => top === tops.at(-1)).length, tops.length / rows, width);
    }
  });

  describe('histogram', () => {
    const histogram = { edges: [-1, 0, 1, 2, 4], counts: [9, 99, 0, 1] };

    it('draws a bar for each bin with tokens, as high as the logarithm of their number', async () => {
      const element = await mount('dd-stats', { statistics, histogram });
      const bars = findAll(element, '.bin').map((bar) => [
        bar.getAttribute('x'),
        Number(bar.getAttribute('height')).toFixed(3),
        bar.textContent,
      ]);
      assert.deepEqual(bars, [
        ['0', '0.500', '-1 to 0: 9 tokens'],
        ['1', '1.000', '0 to 1: 99 tokens'],
        ['3', '0.151', '2 to 4: 1 token'],
      ]);
      assert.lengthOf(findAll(element, '.bin.below'), 1);
    });

    it('names the ends of its axis and its scale, and says in words what it shows', async () => {
      const element = await mount('dd-stats', { histogram });
      assert.equal(find(element, '.axis').textContent, '-1tokens, log scale4');
      assert.equal(
        find(element, '.bins').getAttribute('aria-label'),
        'Histogram of activations from -1 to 4: of 109 tokens, 0 to 1: 99 tokens',
      );
      await assertAccessible(element);
    });

    it('is left out where there is nothing to draw', async () => {
      for (const bare of [
        { edges: [0], counts: [] },
        { edges: [0, 1], counts: [0] },
        { edges: [1, 1], counts: [4] },
      ]) {
        assert.isEmpty(findAll(await mount('dd-stats', { histogram: bare }), '.bins'));
      }
    });
  });

  it('says how the dataset came about, and what it does not say', async () => {
    const element = await mount('dd-stats', { metadata, open: true });
    assert.include(visibleText(element), 'Sources of a library; 2,000,000 tokens in 1,000 texts');
    assert.include(visibleText(element), 'Taken at blocks.{layer}.mlp.hook_mid');
    assert.notInclude(visibleText(element), 'Licence');
    const { provenance: _, ...bare } = metadata;
    const unknown = await mount('dd-stats', { metadata: bare });
    assert.include(visibleText(unknown), 'Some sources');
    assert.include(visibleText(unknown), 'does not say how it was recorded');
  });

  it('folds the provenance, unless told otherwise', async () => {
    assert.isFalse(find<HTMLDetailsElement>(await mount('dd-stats', { metadata }), 'details').open);
    assert.isTrue(find<HTMLDetailsElement>(await mount('dd-stats', { metadata, open: true }), 'details').open);
  });

  it('has nothing that axe objects to', async () => {
    await assertAccessible(await mount('dd-stats', { statistics, metadata, open: true }));
  });
});
