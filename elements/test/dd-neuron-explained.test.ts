import { assert } from 'chai';
import { explainedNeuronData, neuronData, textOf } from './helpers/data.ts';
import { FakeClient } from './helpers/fake-client.ts';
import { assertAccessible, clearPage, find, findAll, mount, navigations, settle, visibleText } from './helpers/page.ts';

const place = { model: 'tiny', layer: 1, neuron: 3 };
const linkTo = ({ layer, neuron }: { layer?: number | undefined; neuron?: number | undefined }) =>
  `#${layer}/${neuron}`;

describe('dd-neuron with patterns and an explanation', () => {
  let client: FakeClient;
  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(clearPage);

  const samples = [
    { min_quantile: 0.9, max_quantile: 0.99, texts: [textOf(['low', 'er'], [1, 0])] },
    { min_quantile: 0.5, max_quantile: 0.9, texts: [textOf(['lowest'], [0.5])] },
  ];

  it('draws everything in the one order: meaning, graph, texts, samples, similar neurons, numbers', async () => {
    const histogram = { edges: [-1, 0, 4], counts: [10, 5] };
    const element = await mount('dd-neuron', { data: explainedNeuronData(3, { samples, histogram }) });
    const order = findAll(element, 'dd-explanation, dd-graph, .peaks, dd-snippets, dd-similar, dd-stats');
    assert.deepEqual(
      order.map(({ localName }) => localName),
      ['dd-explanation', 'dd-graph', 'p', 'dd-snippets', 'dd-snippets', 'dd-snippets', 'dd-similar', 'dd-stats'],
    );
    assert.lengthOf(findAll(element, '.bin'), 2);
  });

  it('begins with the explanation; the tokens that it peaks on head the texts', async () => {
    const element = await mount('dd-neuron', { data: explainedNeuronData() });
    assert.match(visibleText(element), /Fires on ·not after ·is.*Patterns.*Peaks on ·if/);
    assert.isEmpty(findAll(element, '.meaning'));
  });

  it('keeps what the texts say first where there is a graph alone', async () => {
    const { neuron2graph } = explainedNeuronData();
    const element = await mount('dd-neuron', { data: { ...neuronData(), neuron2graph } });
    assert.match(visibleText(element), /Peaks on ·if.*Patterns/);
    assert.lengthOf(findAll(element, '.meaning'), 1);
    assert.isEmpty(findAll(element, '.peaks'));
  });

  it('folds the texts from lower quantiles, on the scale of the neuron', async () => {
    const element = await mount('dd-neuron', { data: explainedNeuronData(3, { samples }) });
    const details = find<HTMLDetailsElement>(element, '.samples');
    assert.isFalse(details.open);
    details.open = true;
    await settle(element);
    assert.deepEqual(
      findAll(element, '.samples dd-snippets').map((sample) => visibleText(sample).slice(0, 37)),
      ['Quantiles 0.9 to 0.99 of all texts’ m', 'Quantiles 0.5 to 0.9 of all texts’ ma'],
    );
    const [low] = findAll(element, '.token').filter(({ textContent }) => textContent === 'low');
    assert.equal(low?.style.getPropertyValue('--strength'), '0.250');
  });

  it('says nothing of parts that the dataset lacks, and in their place what failed', async () => {
    const lacking = await mount('dd-neuron', { data: neuronData() });
    assert.notInclude(visibleText(lacking), 'dataset has no');
    const failed = { status: 'failed', message: 'The page is malformed.' } as const;
    const element = await mount('dd-neuron', {
      data: { ...neuronData(), neuron2graph: failed, neuronExplainer: failed },
    });
    assert.equal(visibleText(element).split('This part failed. The page is malformed.').length - 1, 2);
  });

  it('still explains a neuron whose texts are missing', async () => {
    const neuroscope = { status: 'missing', message: 'The dataset lacks texts here.' } as const;
    const element = await mount('dd-neuron', { data: { ...explainedNeuronData(), neuroscope } });
    assert.match(visibleText(element), /Fires on ·not.*Patterns.*The dataset lacks texts here.*Similar neurons/);
  });

  it('goes to a similar neuron itself, with a client', async () => {
    const element = await mount('dd-neuron', { ...place, client, data: explainedNeuronData() });
    const targets = await navigations(element, () => find(find(element, 'dd-similar'), 'button').click());
    assert.deepEqual(targets, [{ model: 'tiny', layer: 1, neuron: 9 }]);
    assert.equal(client.last.about, 'tiny/1/9');
  });

  it('has nothing that axe objects to', async () => {
    const element = await mount('dd-neuron', { data: explainedNeuronData(3, { samples }), linkTo });
    await assertAccessible(element);
    find<HTMLDetailsElement>(element, '.samples').open = true;
    await assertAccessible(element);
  });
});
