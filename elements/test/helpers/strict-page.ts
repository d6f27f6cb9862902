import { layerData, neuronData, textOf } from './data.ts';
import { find, findAll, mount } from './page.ts';

// Runs in a frame with a strict content security policy, and tells its parent what came of it.
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`),
);

const neuron = await mount('dd-neuron', { data: neuronData(3, { texts: [textOf(['a', 'b'], [4, -0.5])] }) });
const layer = await mount('dd-layer', { data: layerData });
const tokens = findAll(neuron, '.token');
parent.postMessage(
  {
    violations,
    strengths: tokens.map((token) => token.style.getPropertyValue('--strength')),
    isColoured: tokens.every((token) => getComputedStyle(token).backgroundColor !== 'rgba(0, 0, 0, 0)'),
    share: find(layer, '.bar').style.getPropertyValue('--share'),
  },
  '*',
);
