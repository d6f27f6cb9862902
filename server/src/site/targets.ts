import type { Target } from '@deepdecipher/elements';

/** What a page of the website shows; `undefined` for its start page. The service in the path does not matter. */
export function targetOf(path: string): Target | undefined {
  const [, , model, , layer, neuron] = path.split('/');
  if (!model) return undefined;
  return {
    model: decodeURIComponent(model),
    layer: layer ? Number(layer) : undefined,
    neuron: neuron ? Number(neuron) : undefined,
  };
}

/** Title of the page in the browser's tabs and history. */
export function titleOf({ model, layer, neuron }: Target): string {
  return `${[model, layer, neuron].filter((part) => part !== undefined).join('/')} · DeepDecipher`;
}
