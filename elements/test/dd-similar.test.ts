import { assert } from 'chai';
import type { DdSimilar } from '../src/dd-similar.ts';
import { neuron2graph } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

const { similar } = neuron2graph;
const many = Array.from({ length: 9 }, (_, neuron) => ({ layer: 0, neuron, similarity: 0.5 }));

describe('dd-similar', () => {
  afterEach(clearPage);

  const rows = (element: DdSimilar) =>
    findAll(element, 'li').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());

  it('lists neurons by similarity, as a number and a bar', async () => {
    const element = await mount('dd-similar', { model: 'tiny', similar });
    assert.deepEqual(rows(element), ['L1N9 0.75', 'L0N7 0.5']);
    const shares = findAll(element, '.bar').map((bar) => bar.style.getPropertyValue('--share'));
    assert.deepEqual(shares, ['0.7500', '0.5000']);
  });

  it('keeps the order of the wire among equals, and shows six until asked for all', async () => {
    const element = await mount('dd-similar', { model: 'tiny', similar: many });
    assert.deepEqual(rows(element), ['L0N0 0.5', 'L0N1 0.5', 'L0N2 0.5', 'L0N3 0.5', 'L0N4 0.5', 'L0N5 0.5']);
    const more = find(element, '.more');
    assert.equal(more.textContent?.trim(), 'Show all 9');
    more.click();
    await settle(element);
    assert.lengthOf(rows(element), 9);
    element.similar = [...many, ...similar];
    await settle(element);
    assert.lengthOf(rows(element), 6);
  });

  it('asks to go to a neuron', async () => {
    const element = await mount('dd-similar', { model: 'tiny', similar });
    const targets = await navigations(element, () => find(element, 'li button').click());
    assert.deepEqual(targets, [{ model: 'tiny', layer: 1, neuron: 9 }]);
  });

  it('links to addresses where the host has them', async () => {
    const linkTo = ({ layer, neuron }: { layer?: number | undefined; neuron?: number | undefined }) =>
      `#${layer}/${neuron}`;
    const element = await mount('dd-similar', { model: 'tiny', similar, linkTo });
    assert.deepEqual(
      findAll(element, 'li a').map((link) => link.getAttribute('href')),
      ['#1/9', '#0/7'],
    );
  });

  it('says that there are none', async () => {
    assert.include(visibleText(await mount('dd-similar')), 'No neuron has similar patterns.');
  });

  it('has nothing that axe objects to', async () => {
    await assertAccessible(await mount('dd-similar', { model: 'tiny', similar: many }));
  });
});
