import { fold } from './aliases.ts';
import { fill, type Named } from './format.ts';
import type { Site } from './types.ts';

const PAGE = '/viz/{model}/all/{place}';

/** The sites' pages; those of one model with its name. */
const SITES: Readonly<Record<Site, readonly [page: string, only?: string]>> = {
  deepdecipher: [`https://deepdecipher.org${PAGE}`],
  neuroscope: ['https://neuroscope.io/{model}/{place}.html'],
  neuronpedia: ['https://www.neuronpedia.org/{model}/{place}'],
  openai: [
    'https://openaipublic.blob.core.windows.net/neuron-explainer/neuron-viewer/index.html#/layers/{layer}/neurons/{neuron}',
    'gpt2-xl',
  ],
  transluce: ['https://neurons.transluce.org/{place}/{sign}', 'llama-3.1-8b-instruct'],
};

/**
 * Address of a site's page for a neuron, or for a layer where the site has such pages; `undefined` where it has none. OpenAI's viewer
 * has gpt2-xl alone, Transluce's Llama-3.1-8B-Instruct, its positive activations unless a sign is given. Which models, layers and neurons
 * the others have is not checked.
 *
 * @param site a known site, or the address of a DeepDecipher API
 */
export function referenceUrl(reference: Named, site: Site | { readonly address: string }): string | undefined {
  const { layer, neuron, sign = '+' } = reference;
  const ours = typeof site === 'object';
  const model = ours ? reference.model : fold(reference.model);
  const place = neuron === undefined ? layer : `${layer}/${neuron}`;
  const [page, only = model] = ours ? [site.address.replace(/\/$/, '') + PAGE] : SITES[site];
  if (only !== model || (place === layer && !page.endsWith(PAGE))) return undefined;
  return fill(page, { model: encodeURIComponent(model), layer, neuron, place, sign });
}
