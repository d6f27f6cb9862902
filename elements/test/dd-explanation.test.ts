import { assert } from 'chai';
import { explanation, HOSTILE } from './helpers/data.ts';
import { assertAccessible, clearPage, find, findAll, mount, visibleText } from './helpers/page.ts';

describe('dd-explanation', () => {
  afterEach(clearPage);

  it('gives the sentence, its score and what that is, and who wrote it', async () => {
    const element = await mount('dd-explanation', { explanation });
    assert.equal(find(element, '.sentence').textContent, 'Fires on ·not after ·is.');
    assert.equal(
      find(element, '.score').textContent?.replace(/\s+/g, ' '),
      'Correlation 0.625 of predicted with true activations on held-out texts · written from its patterns',
    );
  });

  it('draws the tokens of an explanation from patterns as tokens', async () => {
    const element = await mount('dd-explanation', { explanation });
    assert.deepEqual(
      findAll(element, '.chip').map((chip) => chip.textContent),
      ['·not', '·is'],
    );
  });

  it('leaves the words of other explainers as they are, and names these', async () => {
    const other = { explanation: 'the word «not»', score: 0.1, explainer: 'gpt-4' };
    const element = await mount('dd-explanation', { explanation: other });
    assert.equal(find(element, '.sentence').textContent, 'the word «not»');
    assert.isEmpty(findAll(element, '.chip'));
    assert.include(visibleText(element), 'written by gpt-4');
  });

  it('takes a score of no stated kind for the one that the API has', async () => {
    const element = await mount('dd-explanation', { explanation: { explanation: 'a', score: 0.1 } });
    assert.include(visibleText(element), 'Correlation 0.1 of predicted with true activations');
    assert.notInclude(visibleText(element), 'written');
  });

  it('names a score of another kind', async () => {
    const element = await mount('dd-explanation', {
      explanation: { ...explanation, score: 0.5, score_kind: 'eleuther_fuzz' },
    });
    assert.include(visibleText(element), 'Score 0.5 (eleuther fuzz) on held-out texts');
  });

  it('says that there is no score', async () => {
    const element = await mount('dd-explanation', { explanation: { explanation: 'a', score: null } });
    assert.include(visibleText(element), 'Not scored');
  });

  it('draws nothing where there is no explanation, and the next one that it is given', async () => {
    const element = await mount('dd-explanation');
    assert.equal(visibleText(element), '');
    element.explanation = explanation;
    await element.updateComplete;
    assert.include(visibleText(element), 'Fires on');
  });

  it('draws hostile words as text', async () => {
    const words = HOSTILE.map((token) => `«${token}»`).join(' ');
    const element = await mount('dd-explanation', { explanation: { ...explanation, explanation: words } });
    assert.isEmpty(findAll(element, 'script, img'));
    assert.isUndefined(Reflect.get(globalThis, 'broken'));
    assert.lengthOf(findAll(element, '.chip'), HOSTILE.length);
    assert.notInclude(visibleText(element), '\u202e');
  });

  it('has nothing that axe objects to', async () => {
    await assertAccessible(await mount('dd-explanation', { explanation }));
  });
});
