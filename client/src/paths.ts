import type { PagePlace } from './answers.ts';

/** Path of an API resource: `apiPath('py-solu-2l', 'all', 1, 172)` is `/api/py-solu-2l/all/1/172`. */
export function apiPath(...segments: readonly (string | number)[]): string {
  return ['/api', ...segments.map((segment) => encodeURIComponent(segment))].join('/');
}

/** Path of the website's page for a neuron, for a layer (without `neuron`) or for a model (without either). */
export function pagePath({ model, layer, neuron }: { readonly model: string } & PagePlace): string {
  const places = [layer, neuron].filter((place) => place !== undefined);
  return ['/viz', encodeURIComponent(model), ...(places.length > 0 ? ['all', ...places] : [])].join('/');
}
