import type { NeuronReference } from './answers.ts';

/** Path of an API resource: `apiPath('py-solu-2l', 'all', 1, 172)` is `/api/py-solu-2l/all/1/172`. */
export function apiPath(...segments: readonly (string | number)[]): string {
  return ['/api', ...segments.map((segment) => encodeURIComponent(segment))].join('/');
}

/** Path of the website's page for a neuron. */
export function neuronPagePath({ model, layer, neuron }: NeuronReference): string {
  return `/viz/${encodeURIComponent(model)}/all/${layer}/${neuron}`;
}
