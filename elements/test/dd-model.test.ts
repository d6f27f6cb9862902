import { assert } from 'chai';
import { modelData } from './helpers/data.ts';
import { FakeClient } from './helpers/fake-client.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

describe('dd-model', () => {
  afterEach(clearPage);

  it('says what the model is, its layers, its most important neurons, its provenance', async () => {
    const element = await mount('dd-model', { data: modelData });
    const text = visibleText(element);
    assert.include(text, '2 layers of 120 neurons · solu activation · 12,345 parameters');
    assert.lengthOf(findAll(element, '.layers li'), 2);
    assert.equal(find(element, 'tbody .neuron').textContent?.trim(), 'L1N119');
    assert.include(text, 'Sources of a library');
  });

  it('loads with a client', async () => {
    const client = new FakeClient();
    const element = await mount('dd-model', { model: 'tiny', client });
    assert.equal(client.last.about, 'tiny');
    client.last.answer(modelData);
    await settle(element);
    assert.include(visibleText(element), 'Most important neurons');
  });

  it('searches tokens where the API can and there is a client to ask', async () => {
    const client = new FakeClient();
    const searchable = { ...modelData.metadata, available_services: ['neuron2graph-search'] };
    const data = { ...modelData, metadata: searchable };
    const element = await mount('dd-model', { data, client });
    find<HTMLInputElement>(element, 'input').value = 'if';
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await settle(element);
    assert.equal(client.last.about, 'tiny?any:if');
    assert.isEmpty(findAll(await mount('dd-model', { data }), 'input'));
    assert.isEmpty(findAll(await mount('dd-model', { data: modelData, client }), 'input'));
  });

  it('asks to go to layers and neurons', async () => {
    const element = await mount('dd-model', { data: modelData });
    assert.deepEqual(await navigations(element, () => find(element, '.layers button').click()), [
      { model: 'tiny', layer: 0 },
    ]);
    assert.deepEqual(await navigations(element, () => find(element, 'tbody button').click()), [
      { model: 'tiny', layer: 1, neuron: 119 },
    ]);
  });

  it('shows the rest where the ranking failed', async () => {
    const element = await mount('dd-model', {
      data: { ...modelData, neuroscope: { status: 'failed', message: 'Malformed.' } },
    });
    assert.include(visibleText(element), 'This part failed. Malformed.');
    assert.lengthOf(findAll(element, '.layers li'), 2);
  });

  it('has nothing that axe objects to', async () => {
    await assertAccessible(await mount('dd-model', { data: modelData }));
  });
});
