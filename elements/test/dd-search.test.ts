import { assert } from 'chai';
import type { DdSearch } from '../src/dd-search.ts';
import { HOSTILE, metadata } from './helpers/data.ts';
import { FakeClient } from './helpers/fake-client.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

const neurons = (count: number) => ({
  metadata,
  neurons: Array.from({ length: count }, (_, neuron) => ({ layer: 1, neuron })),
});

describe('dd-search', () => {
  let client: FakeClient;
  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(clearPage);

  const look = async (element: DdSearch, token: string, kind = 'any') => {
    find<HTMLInputElement>(element, 'input').value = token;
    find<HTMLSelectElement>(element, 'select').value = kind;
    find<HTMLFormElement>(element, 'form').requestSubmit();
    await settle(element);
  };
  const found = (element: DdSearch) => findAll(element, 'li').map((row) => row.textContent?.trim());

  it('asks for the token and the kind that the user gives, and for nothing before', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, '  ');
    assert.isEmpty(client.questions);
    await look(element, ' if ', 'activating');
    assert.equal(client.last.about, 'tiny?activating:if');
    assert.equal(find(element, '.found').getAttribute('aria-busy'), 'true');
  });

  it('lists what was found, sixty at a time, with their number', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, 'if');
    client.last.answer(neurons(70));
    await settle(element);
    assert.lengthOf(found(element), 60);
    assert.equal(found(element)[3], 'L1N3');
    assert.include(visibleText(element), '70 neurons');
    find(element, '.found .link[type=button]:not(li *)').click();
    await settle(element);
    assert.lengthOf(found(element), 70);
  });

  it('says that nothing was found, that the API has no tokens, and what went wrong; then asks again', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, 'if');
    client.last.answer(neurons(0));
    await settle(element);
    assert.include(visibleText(element), 'No neuron has this token in its patterns.');
    await look(element, 'if');
    client.last.absent('The dataset lacks neuron2graph here.');
    await settle(element);
    assert.include(visibleText(element), 'The dataset lacks neuron2graph here.');
    await look(element, 'if');
    client.last.fail(new Error('The API does not answer.'));
    await settle(element);
    assert.include(visibleText(element), 'Could not search. The API does not answer.');
    await look(element, 'if');
    assert.lengthOf(client.questions, 4);
  });

  it('aborts what is no longer wanted, and never draws it', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, 'if');
    const first = client.last;
    await look(element, 'else');
    assert.isTrue(first.signal?.aborted);
    client.last.answer(neurons(2));
    first.answer(neurons(9));
    await settle(element);
    assert.lengthOf(found(element), 2);
  });

  it('aborts off the page, and asks again when it is back', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, 'if');
    const first = client.last;
    element.remove();
    await settle(element);
    assert.isTrue(first.signal?.aborted);
    document.body.append(element);
    await settle(element);
    client.last.answer(neurons(2));
    await settle(element);
    assert.lengthOf(found(element), 2);
  });

  it('asks to go to a neuron', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    await look(element, 'if');
    client.last.answer(neurons(2));
    await settle(element);
    const targets = await navigations(element, () => find(element, 'li button').click());
    assert.deepEqual(targets, [{ model: 'tiny', layer: 1, neuron: 0 }]);
  });

  it('has nothing that axe objects to, in any state', async () => {
    const element = await mount('dd-search', { model: 'tiny', client, linkTo: ({ neuron }) => `#${neuron}` });
    await assertAccessible(element);
    await look(element, 'if');
    await assertAccessible(element);
    client.last.answer(neurons(70));
    await settle(element);
    await assertAccessible(element);
    await look(element, 'if');
    client.last.fail(new Error('No.'));
    await settle(element);
    await assertAccessible(element);
  });

  it('draws hostile tokens and answers as text', async () => {
    const element = await mount('dd-search', { model: 'tiny', client });
    for (const token of HOSTILE.slice(0, 2)) {
      await look(element, token);
      client.last.absent(token);
      await settle(element);
      assert.include(visibleText(element), token.trim());
    }
    assert.isEmpty(findAll(element, 'script, img'));
    assert.isUndefined(Reflect.get(globalThis, 'broken'));
  });
});
