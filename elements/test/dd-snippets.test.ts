import { assert } from 'chai';
import type { DdSnippets } from '../src/dd-snippets.ts';
import { HOSTILE, longText, textOf, texts } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, press, settle, visibleText } from './helpers/page.ts';

describe('dd-snippets', () => {
  afterEach(clearPage);

  const rows = (element: DdSnippets) => findAll(element, '.tokens');
  const readout = (element: DdSnippets) => find(element, '.readout').textContent.replace(/\s+/g, ' ').trim();
  const active = (element: DdSnippets) => find(element, '.active');

  describe('properties', () => {
    it('draws five texts first, then all, then five', async () => {
      const element = await mount('dd-snippets', { texts });
      assert.lengthOf(rows(element), 5);
      find(element, '.more').click();
      await settle(element);
      assert.lengthOf(rows(element), 8);
      find(element, '.more').click();
      await settle(element);
      assert.lengthOf(rows(element), 5);
    });

    it('says each text’s maximum and number', async () => {
      const element = await mount('dd-snippets', { texts: [textOf(['a'], [2.71234], { data_index: 815 })] });
      const text = find(element, '.text').textContent;
      assert.include(text, '2.71');
      assert.include(text, '#815');
    });

    it('colours all texts on one scale, which the legend names', async () => {
      const element = await mount('dd-snippets', { texts: [textOf(['a', 'b'], [4, -2]), textOf(['c', 'd'], [2, 0])] });
      const strengths = findAll(element, '.token').map((token) => token.style.getPropertyValue('--strength'));
      assert.deepEqual(strengths, ['1.000', '0.500', '0.500', '']);
      assert.match(find(element, '.legend').textContent, /^\s*-2\s+4\s+activation/);
    });

    it('takes the range that it is given', async () => {
      const element = await mount('dd-snippets', {
        texts: [textOf(['a'], [4])],
        range: { minimum: -1, maximum: 8 },
      });
      assert.equal(find(element, '.token').style.getPropertyValue('--strength'), '0.500');
    });

    it('keeps the sign, and leaves zero without colour', async () => {
      const element = await mount('dd-snippets', { texts: [textOf(['a', 'b', 'c'], [4, -2, 0])] });
      const [positive, negative, zero] = findAll(element, '.token').map(
        (token) => getComputedStyle(token).backgroundColor,
      );
      assert.notEqual(positive, negative);
      assert.equal(zero, 'rgba(0, 0, 0, 0)');
    });

    it('marks the maximum by more than colour', async () => {
      const element = await mount('dd-snippets', { texts: [longText] });
      const [maximum, ...others] = findAll(element, '.maximum');
      assert.isEmpty(others);
      assert.equal(maximum?.textContent, ' if');
      assert.equal(getComputedStyle(maximum as Element).borderBottomStyle, 'solid');
    });

    it('forgets what was unfolded when the texts change', async () => {
      const element = await mount('dd-snippets', { texts });
      find(element, '.expand').click();
      find(element, '.more').click();
      await settle(element);
      element.texts = [...texts];
      await settle(element);
      assert.lengthOf(rows(element), 5);
      assert.equal(find(element, '.expand').getAttribute('aria-expanded'), 'false');
    });

    it('cuts a text to about two lines of its own width', async () => {
      const element = await mount('dd-snippets', { texts: [longText] });
      const narrow = () => rows(element)[0]?.querySelectorAll('.token').length ?? 0;
      element.style.width = '320px';
      await settle(element);
      const few = narrow();
      element.style.width = '700px';
      await settle(element);
      assert.isAbove(few, 2);
      assert.isAbove(narrow(), few);
      assert.isBelow(narrow(), 41);
    });
  });

  describe('pointer', () => {
    it('gives the exact value of the token under it, and moves nothing', async () => {
      const element = await mount('dd-snippets', { texts });
      const height = element.getBoundingClientRect().height;
      const token = find(element, '.maximum');
      token.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
      await settle(element);
      assert.equal(readout(element), '·if 4 token 21 of 41');
      assert.equal(element.getBoundingClientRect().height, height);
      find(element, 'ol').dispatchEvent(new PointerEvent('pointerleave'));
      await settle(element);
      assert.notInclude(readout(element), 'token 21');
    });

    it('unfolds a text', async () => {
      const element = await mount('dd-snippets', { texts });
      find(element, '.expand').click();
      await settle(element);
      assert.equal(find(element, '.expand').getAttribute('aria-expanded'), 'true');
      assert.lengthOf(rows(element)[0]?.querySelectorAll('.token') ?? [], 41);
    });
  });

  describe('keyboard', () => {
    it('has one place in the tab order for all tokens', async () => {
      const element = await mount('dd-snippets', { texts });
      assert.deepEqual(
        rows(element).map((row) => row.tabIndex),
        [0, -1, -1, -1, -1],
      );
    });

    it('starts at the maximum and walks over tokens and texts', async () => {
      const element = await mount('dd-snippets', { texts });
      const [first, second] = rows(element);
      first?.focus();
      await settle(element);
      assert.equal(readout(element), '·if 4 token 21 of 41');
      press(first as Element, 'ArrowRight');
      await settle(element);
      assert.equal(readout(element), '·word21 -0.5 token 22 of 41');
      press(first as Element, 'ArrowDown');
      await settle(element);
      assert.equal(element.shadowRoot?.activeElement, second);
      assert.equal(second?.getAttribute('aria-activedescendant'), active(element).id);
      assert.equal(second?.tabIndex, 0);
      press(second as Element, 'ArrowUp');
      await settle(element);
      assert.equal(element.shadowRoot?.activeElement, first);
    });

    it('goes to the ends and not beyond, and unfolds with Enter', async () => {
      const element = await mount('dd-snippets', { texts });
      const [row] = rows(element);
      row?.focus();
      press(row as Element, 'Enter');
      await settle(element);
      press(row as Element, 'End');
      press(row as Element, 'ArrowRight');
      await settle(element);
      assert.include(readout(element), 'token 41 of 41');
      press(row as Element, 'Home');
      press(row as Element, 'ArrowLeft');
      await settle(element);
      assert.include(readout(element), 'token 1 of 41');
    });

    it('leaves other keys to the host', async () => {
      const element = await mount('dd-snippets', { texts });
      const event = new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true });
      rows(element)[0]?.dispatchEvent(event);
      assert.isFalse(event.defaultPrevented);
    });
  });

  describe('states', () => {
    it('says that there are no texts', async () => {
      assert.equal(visibleText(await mount('dd-snippets')), 'No texts.');
    });

    it('draws an empty text and a neuron that is always zero', async () => {
      const nothing = { min_range: 0, max_range: 0, min_activation: 0, max_activation: 0 };
      const empty = textOf([], [], { max_activating_token_index: 0, ...nothing });
      const zero = textOf(['a'], [0], nothing);
      const element = await mount('dd-snippets', { texts: [zero, empty] });
      assert.lengthOf(rows(element), 2);
      assert.match(find(element, '.legend').textContent, /^\s*0\s+0\s/);
    });
  });

  describe('hostile tokens', () => {
    it('are drawn as text', async () => {
      const element = await mount('dd-snippets', {
        texts: [
          textOf(
            HOSTILE,
            HOSTILE.map((_, index) => index + 1),
          ),
        ],
      });
      find(element, '.expand').click();
      await settle(element);
      assert.isEmpty(findAll(element, 'script, img'));
      assert.isUndefined(Reflect.get(globalThis, 'broken'));
      const drawn = find(element, '.tokens').textContent ?? '';
      assert.include(drawn, '<script>globalThis.broken = true</script> <img src=x');
      assert.include(drawn, '\\u202eevil\\u200b\\u0000');
      assert.notMatch(drawn, /[\u202e\u200b]/);
    });
  });

  describe('accessibility', () => {
    it('has nothing that axe objects to', async () => {
      const element = await mount('dd-snippets', { texts });
      await assertAccessible(element);
      find(element, '.expand').click();
      rows(element)[0]?.focus();
      await settle(element);
      await assertAccessible(element);
    });

    it('tells a screen reader each text as one, and the active token with its value', async () => {
      const element = await mount('dd-snippets', { texts });
      const [row] = rows(element);
      assert.match(row?.getAttribute('aria-label') ?? '', /^Text 1, maximum 4 on ·if: .* if word21/);
      row?.focus();
      await settle(element);
      assert.equal(active(element).getAttribute('aria-label'), '·if, activation 4, token 21');
    });
  });

  it('goes on after it is taken off the page and put back', async () => {
    const element = await mount('dd-snippets', { texts: [longText] });
    element.remove();
    document.body.append(element);
    element.style.width = '320px';
    await settle(element);
    const few = findAll(element, '.token').length;
    element.style.width = '700px';
    await settle(element);
    assert.isAbove(findAll(element, '.token').length, few);
  });
});
