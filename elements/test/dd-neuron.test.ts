import { ApiUnreachableError } from '@deepdecipher/client';
import { assert } from 'chai';
import type { DdNeuron } from '../src/dd-neuron.ts';
import type { Target } from '../src/navigate-event.ts';
import { HOSTILE, metadata, neuronData, statistics, textOf } from './helpers/data.ts';
import { FakeClient } from './helpers/fake-client.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

const place = { model: 'tiny', layer: 1, neuron: 3 };
const linkTo = ({ model, layer, neuron }: Target) =>
  `#/${[model, layer, neuron].filter((part) => part !== undefined).join('/')}`;

describe('dd-neuron', () => {
  let client: FakeClient;
  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(() => {
    clearPage();
    history.replaceState(null, '', location.pathname + location.search);
  });

  const step = (element: DdNeuron, name: string) => find(element, `.step[aria-label="${name}"]`);
  const isBusy = (element: DdNeuron) => find(element, '.content').getAttribute('aria-busy') === 'true';
  const jumpTo = (element: DdNeuron, text: string) => {
    const input = find<HTMLInputElement>(element, 'input');
    input.value = text;
    input.form?.requestSubmit();
  };

  describe('properties', () => {
    it('draws data at once, without asking', async () => {
      const element = document.createElement('dd-neuron');
      Object.assign(element, place, { client, data: neuronData() });
      document.body.append(element);
      await element.updateComplete;
      assert.include(visibleText(element), 'Peaks on ·if');
      assert.isEmpty(client.questions);
    });

    it('takes model, layer and neuron from data where they are not set', async () => {
      const element = await mount('dd-neuron', { data: neuronData(5) });
      assert.equal(find<HTMLInputElement>(element, 'input').value, '5');
    });

    it('loads what data is not about', async () => {
      await mount('dd-neuron', { ...place, neuron: 4, client, data: neuronData(3) });
      assert.deepEqual(
        client.questions.map(({ about }) => about),
        ['tiny/1/4'],
      );
    });

    it('reflects model, layer and neuron, and reads them', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      assert.equal(element.getAttribute('neuron'), '3');
      element.setAttribute('neuron', '9');
      await settle(element);
      assert.equal(client.last.about, 'tiny/1/9');
      element.removeAttribute('neuron');
      await settle(element);
      assert.equal(visibleText(element), '');
    });

    it('loads anew with a new client', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      client.last.answer(neuronData());
      await settle(element);
      const other = new FakeClient();
      element.client = other;
      await settle(element);
      assert.equal(other.last.about, 'tiny/1/3');
    });

    it('draws nothing while nothing is asked for', async () => {
      assert.equal(visibleText(await mount('dd-neuron', { client })), '');
      assert.isEmpty(client.questions);
    });
  });

  describe('what it says', () => {
    it('names the tokens on which the texts peak, and how often', async () => {
      const texts = [' if', ' if', ' elif'].map((token) => textOf([token, 'x'], [4, 0]));
      const element = await mount('dd-neuron', { data: neuronData(3, { texts }) });
      assert.equal(
        find(element, '.meaning').textContent?.replace(/\s+/g, ' ').trim(),
        'Peaks on ·if 2× ·elif 1× in its 3 top texts',
      );
    });

    it('counts the tokens that it has no room to name', async () => {
      const texts = Array.from({ length: 8 }, (_, index) => textOf([`t${index}`], [4 - index / 10]));
      const element = await mount('dd-neuron', { data: neuronData(3, { texts }) });
      assert.include(find(element, '.meaning').textContent ?? '', 'and 3 others');
    });

    it('says plainly that a neuron is constant, or never above zero', async () => {
      const nothing = { min_range: 0, max_range: 0 };
      const { statistics: _, ...bare } = { neuron_index: place, texts: [textOf(['a'], [0], nothing)], statistics };
      const zero = await mount('dd-neuron', { data: { ...neuronData(), neuroscope: { status: 'ready', data: bare } } });
      assert.include(find(zero, '.meaning').textContent ?? '', 'Constant: its activation is 0');
      const constant = await mount('dd-neuron', {
        data: neuronData(3, { texts: [textOf(['a'], [2])], statistics: { ...statistics, minimum: 2, maximum: 2 } }),
      });
      assert.include(find(constant, '.meaning').textContent ?? '', 'Constant: its activation is 2');
      const negative = await mount('dd-neuron', { data: neuronData(3, { texts: [textOf(['a'], [-1])] }) });
      assert.include(find(negative, '.meaning').textContent ?? '', 'Never above zero in its only text');
    });

    it('says what is not there, in its place', async () => {
      const { statistics: _, ...page } = { neuron_index: place, texts: [], statistics };
      const bare = await mount('dd-neuron', { data: { ...neuronData(), neuroscope: { status: 'ready', data: page } } });
      assert.include(visibleText(bare), 'No texts were recorded');
      assert.include(visibleText(bare), 'No statistics were recorded');
      const missing = await mount('dd-neuron', {
        data: { ...neuronData(), neuroscope: { status: 'missing', message: 'The dataset lacks texts here.' } },
      });
      assert.include(visibleText(missing), 'The dataset lacks texts here.');
      assert.include(visibleText(missing), 'Provenance');
      const failed = await mount('dd-neuron', {
        data: { ...neuronData(), neuroscope: { status: 'failed', message: 'The page is malformed.' } },
      });
      assert.include(visibleText(failed), 'This part failed. The page is malformed.');
    });
  });

  describe('states', () => {
    it('keeps space while the first neuron loads', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      assert.isTrue(isBusy(element));
      assert.isAbove(element.getBoundingClientRect().height, 150);
      client.last.answer(neuronData());
      await settle(element);
      assert.isFalse(isBusy(element));
      assert.include(visibleText(element), 'Peaks on');
    });

    it('keeps the old neuron while the next loads', async () => {
      const element = await mount('dd-neuron', { ...place, client, data: neuronData() });
      element.neuron = 4;
      await settle(element);
      assert.isTrue(isBusy(element));
      assert.equal(find<HTMLInputElement>(element, 'input').value, '4');
      assert.include(visibleText(element), 'Peaks on');
    });

    it('aborts what it no longer wants, and never draws it', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      const first = client.last;
      element.neuron = 4;
      await settle(element);
      assert.isTrue(first.signal?.aborted);
      client.last.answer(neuronData(4, { texts: [textOf(['new'], [1])] }));
      first.answer(neuronData(3, { texts: [textOf(['old'], [1])] }));
      await settle(element);
      assert.include(visibleText(element), 'new');
      assert.notInclude(visibleText(element), 'old');
    });

    it('says in the API’s words that a neuron is not there, and lets the user go on', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      client.last.absent('tiny has neurons 0 to 119.');
      await settle(element);
      assert.include(visibleText(element), 'Not there. tiny has neurons 0 to 119.');
      step(element, 'Previous neuron').click();
      await settle(element);
      assert.equal(client.last.about, 'tiny/1/2');
    });

    it('says what went wrong, and asks again', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      client.last.fail(new Error('The API does not answer.'));
      await settle(element);
      assert.include(find(element, '[role=alert]').textContent ?? '', 'The API does not answer.');
      find(element, '.retry').click();
      await settle(element);
      assert.lengthOf(client.questions, 2);
      client.last.answer(neuronData());
      await settle(element);
      assert.include(visibleText(element), 'Peaks on');
    });

    it('says how old a copy is that stands in for an answer, and asks again', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      const reason = new ApiUnreachableError('http://127.0.0.1:1/api');
      client.last.answer(neuronData(), { confirmedAt: Date.now() - 3 * 86_400_000, reason });
      await settle(element);
      assert.include(visibleText(element), 'Copy from 3 days ago: the API does not answer.');
      assert.include(visibleText(element), 'Peaks on');
      await assertAccessible(element);
      find(element, '.age button').click();
      await settle(element);
      client.last.answer(neuronData(), { confirmedAt: Date.now() });
      await settle(element);
      assert.lengthOf(client.questions, 2);
      assert.notInclude(visibleText(element), 'A copy');
    });

    it('waits for its host where it has no client', async () => {
      const element = await mount('dd-neuron', { ...place, data: neuronData() });
      element.neuron = 4;
      await settle(element);
      assert.isTrue(isBusy(element));
      element.data = neuronData(4);
      await settle(element);
      assert.isFalse(isBusy(element));
    });
  });

  describe('events', () => {
    it('asks to go to neighbours, layer and model', async () => {
      const element = await mount('dd-neuron', { data: neuronData() });
      const [model, layer] = findAll(element, '.path button');
      assert.deepEqual(await navigations(element, () => step(element, 'Next neuron').click()), [
        { ...place, neuron: 4 },
      ]);
      assert.deepEqual(await navigations(element, () => step(element, 'Previous neuron').click()), [
        { ...place, neuron: 2 },
      ]);
      assert.deepEqual(await navigations(element, () => layer?.click()), [{ model: 'tiny', layer: 1 }]);
      assert.deepEqual(await navigations(element, () => model?.click()), [{ model: 'tiny' }]);
    });

    it('goes there itself with a client, unless the host does', async () => {
      const element = await mount('dd-neuron', { ...place, client, data: neuronData() });
      await navigations(element, () => step(element, 'Next neuron').click(), true);
      assert.equal(element.neuron, 3);
      await navigations(element, () => step(element, 'Next neuron').click());
      assert.equal(element.neuron, 4);
      assert.equal(client.last.about, 'tiny/1/4');
    });

    it('stays where it is without a client', async () => {
      const element = await mount('dd-neuron', { ...place, data: neuronData() });
      await navigations(element, () => step(element, 'Next neuron').click());
      assert.equal(element.neuron, 3);
    });

    it('ends at the first and the last neuron', async () => {
      const first = await mount('dd-neuron', { data: neuronData(0) });
      assert.isEmpty(await navigations(first, () => step(first, 'Previous neuron').click()));
      const last = await mount('dd-neuron', { data: neuronData(metadata.layer_size - 1) });
      assert.isEmpty(await navigations(last, () => step(last, 'Next neuron').click()));
    });

    it('jumps to a number, and not out of the layer', async () => {
      const element = await mount('dd-neuron', { data: neuronData() });
      assert.deepEqual(await navigations(element, () => jumpTo(element, '77')), [{ ...place, neuron: 77 }]);
      for (const bad of ['120', '-1', '1.5', '', '3']) {
        assert.isEmpty(await navigations(element, () => jumpTo(element, bad)), bad);
      }
    });

    it('does not echo what the host sets', async () => {
      const element = await mount('dd-neuron', { ...place, client, data: neuronData() });
      assert.isEmpty(await navigations(element, () => Object.assign(element, { neuron: 9 })));
    });
  });

  describe('links', () => {
    it('are real ones where the host has addresses', async () => {
      const element = await mount('dd-neuron', { data: neuronData(), linkTo });
      assert.deepEqual(
        findAll(element, 'nav a').map((link) => link.getAttribute('href')),
        ['#/tiny', '#/tiny/1', '#/tiny/1/2', '#/tiny/1/4'],
      );
    });

    it('to model and layer are names alone where the host has no place for them', async () => {
      const element = await mount('dd-neuron', { data: neuronData(), linkTo: () => undefined });
      assert.isEmpty(findAll(element, '.path button, .path a'));
      assert.include(visibleText(element), 'tiny layer 1');
      assert.isNotEmpty(await navigations(element, () => step(element, 'Next neuron').click()));
    });

    it('are followed unless the host goes there itself', async () => {
      const element = await mount('dd-neuron', { ...place, client, data: neuronData(), linkTo });
      await navigations(element, () => step(element, 'Next neuron').click(), true);
      assert.equal(location.hash, '');
      await navigations(element, () => step(element, 'Next neuron').click());
      assert.equal(location.hash, '#/tiny/1/4');
      await navigations(element, () => jumpTo(element, '8'));
      assert.equal(location.hash, '#/tiny/1/8');
      assert.equal(element.neuron, 3);
    });

    it('leave modified clicks to the browser', async () => {
      const element = await mount('dd-neuron', { data: neuronData(), linkTo });
      // Stops the browser from opening a tab; the element must not have done so before.
      const stop = (event: Event) => {
        assert.isFalse(event.defaultPrevented);
        event.preventDefault();
      };
      document.addEventListener('click', stop, { once: true });
      const click = new MouseEvent('click', { ctrlKey: true, bubbles: true, composed: true, cancelable: true });
      assert.isEmpty(await navigations(element, () => step(element, 'Next neuron').dispatchEvent(click), true));
      document.removeEventListener('click', stop);
    });
  });

  describe('accessibility', () => {
    it('has nothing that axe objects to, in any state', async () => {
      await assertAccessible(await mount('dd-neuron', { data: neuronData() }));
      await assertAccessible(await mount('dd-neuron', { data: neuronData(), linkTo }));
      const element = await mount('dd-neuron', { ...place, client });
      await assertAccessible(element);
      client.last.fail(new Error('No.'));
      await settle(element);
      await assertAccessible(element);
      element.neuron = 4;
      await settle(element);
      client.last.absent('No.');
      await settle(element);
      await assertAccessible(element);
    });

    it('keeps the focus on the button while neurons change', async () => {
      const element = await mount('dd-neuron', { ...place, client, data: neuronData() });
      const next = step(element, 'Next neuron');
      next.focus();
      next.click();
      await settle(element);
      client.last.answer(neuronData(4));
      await settle(element);
      assert.equal(element.shadowRoot?.activeElement, step(element, 'Next neuron'));
    });
  });

  it('has a width in a box that fits its content, and keeps within a narrow one', async () => {
    const box = document.createElement('div');
    box.style.cssText = 'display: inline-flex; max-width: 300px';
    const element = await mount('dd-neuron', { data: neuronData() });
    document.body.append(box);
    box.append(element);
    await settle(element);
    assert.equal(element.getBoundingClientRect().width, 300);
  });

  it('draws hostile tokens and names as text', async () => {
    const data = neuronData(3, { texts: HOSTILE.map((token) => textOf([token], [4])) });
    const name = '<img src=x onerror="globalThis.broken = true">';
    const hostile = { ...data, metadata: { ...metadata, name, dataset: name }, reference: { ...place, model: name } };
    const element = await mount('dd-neuron', { data: hostile });
    assert.isEmpty(findAll(element, 'script, img'));
    assert.isUndefined(Reflect.get(globalThis, 'broken'));
    assert.include(visibleText(element), name);
  });

  describe('off the page', () => {
    it('aborts, and asks again when it is back', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      const first = client.last;
      element.remove();
      await settle(element);
      assert.isTrue(first.signal?.aborted);
      document.body.append(element);
      await settle(element);
      assert.lengthOf(client.questions, 2);
      client.last.answer(neuronData());
      await settle(element);
      assert.include(visibleText(element), 'Peaks on');
    });

    it('asks nothing again that it already has', async () => {
      const element = await mount('dd-neuron', { ...place, client });
      client.last.answer(neuronData());
      await settle(element);
      element.remove();
      document.body.append(element);
      await settle(element);
      assert.lengthOf(client.questions, 1);
      assert.include(visibleText(element), 'Peaks on');
    });
  });
});
