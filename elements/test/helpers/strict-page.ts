import { explainedNeuronData, layerData, textOf } from './data.ts';
import { find, findAll, mount } from './page.ts';

// Runs in a frame with a strict content security policy, and tells its parent what came of it.
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`),
);

const neuron = await mount('dd-neuron', {
  data: explainedNeuronData(3, {
    texts: [textOf(['a', 'b'], [4, -0.5])],
    histogram: { edges: [-1, 0, 1], counts: [1, 2] },
  }),
});
const layer = await mount('dd-layer', { data: layerData });
const tokens = findAll(neuron, '.token');
parent.postMessage(
  {
    violations,
    strengths: tokens.map((token) => token.style.getPropertyValue('--strength')),
    isColoured: tokens.every((token) => getComputedStyle(token).backgroundColor !== 'rgba(0, 0, 0, 0)'),
    nodes: findAll(neuron, '.node.positive').map((node) => node.style.getPropertyValue('--strength')),
    share: find(layer, '.bar').style.getPropertyValue('--share'),
  },
  '*',
);
