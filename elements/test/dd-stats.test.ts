import { assert } from 'chai';
import { metadata, statistics } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, visibleText } from './helpers/page.ts';

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
    ]);
    assert.include(visibleText(element), 'Activation over 2,000,000 tokens');
  });

  it('says why a number is not there', async () => {
    const constant = { ...statistics, variance: 0, skewness: null, kurtosis: null };
    const element = await mount('dd-stats', { statistics: constant });
    assert.include(visibleText(element), 'Skewness –Undefined: the activation is constant');
    const unknown = await mount('dd-stats', { statistics: { ...statistics, mean: null } });
    assert.include(visibleText(unknown), 'Mean –Not recorded');
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
