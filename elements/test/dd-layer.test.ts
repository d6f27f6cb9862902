import { assert } from 'chai';
import { layerData } from './helpers/data.ts';
import { FakeClient } from './helpers/fake-client.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

describe('dd-layer', () => {
  afterEach(clearPage);

  const numbers = (element: Element) => findAll(element, 'tbody .neuron').map((cell) => Number(cell.textContent));

  it('ranks neurons from the most important, with the tokens on which they peak', async () => {
    const element = await mount('dd-layer', { data: layerData });
    assert.deepEqual(numbers(element).slice(0, 3), [119, 118, 117]);
    const row = find(element, 'tbody tr').textContent?.replace(/\s+/g, ' ').trim();
    assert.equal(row, '119 ·token119<b> 11.9');
    assert.isEmpty(findAll(element, 'b'));
    assert.equal(find(element, '.bar').style.getPropertyValue('--share'), '1.0000');
  });

  it('shows fifty at a time', async () => {
    const element = await mount('dd-layer', { data: layerData });
    const counts = [numbers(element).length];
    for (const more of ['50 more of 70', '20 more of 20']) {
      assert.equal(find(element, '.more').textContent, more);
      find(element, '.more').click();
      await settle(element);
      counts.push(numbers(element).length);
    }
    assert.deepEqual(counts, [50, 100, 120]);
    assert.isEmpty(findAll(element, '.more'));
  });

  it('does without tokens', async () => {
    if (layerData.neuroscope.status !== 'ready') throw new Error('The data must be ready');
    const { peak_tokens: _, ...data } = layerData.neuroscope.data;
    const element = await mount('dd-layer', { data: { ...layerData, neuroscope: { status: 'ready', data } } });
    assert.notInclude(visibleText(element), 'Peaks on');
    assert.lengthOf(numbers(element), 50);
  });

  it('says what is lacking, in its place', async () => {
    const element = await mount('dd-layer', {
      data: { ...layerData, neuroscope: { status: 'missing', message: 'The dataset lacks texts.' } },
    });
    assert.include(visibleText(element), 'The dataset lacks texts.');
  });

  it('asks to go to a neuron, and never goes there itself', async () => {
    const client = new FakeClient();
    const element = await mount('dd-layer', { model: 'tiny', layer: 1, client, data: layerData });
    const targets = await navigations(element, () => find(element, 'tbody button').click());
    assert.deepEqual(targets, [{ model: 'tiny', layer: 1, neuron: 119 }]);
    assert.isEmpty(client.questions);
  });

  it('goes to the layer before, and not beyond the last', async () => {
    const client = new FakeClient();
    const element = await mount('dd-layer', { model: 'tiny', layer: 1, client, data: layerData });
    find(element, '[aria-label="Next layer"]').click();
    await settle(element);
    assert.isEmpty(client.questions);
    find(element, '[aria-label="Previous layer"]').click();
    await settle(element);
    assert.equal(client.last.about, 'tiny/0');
    client.last.answer({ ...layerData, layer: 0 });
    await settle(element);
    assert.include(visibleText(element), 'layer 0');
  });

  it('links to addresses where the host has them', async () => {
    const element = await mount('dd-layer', { data: layerData, linkTo: ({ neuron }) => `#${neuron ?? ''}` });
    assert.equal(find(element, 'tbody a').getAttribute('href'), '#119');
  });

  it('has nothing that axe objects to', async () => {
    await assertAccessible(await mount('dd-layer', { data: layerData }));
  });
});
