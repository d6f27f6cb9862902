import type { LayerData } from '@deepdecipher/client';
import { plainWords, tokenCode } from './markdown.ts';

const MAX_NEURONS = 5;

/** A layer in two lines of Markdown: which it is and how many neurons it has; its most important neurons, the most important first. */
export function layerMarkdown({ metadata, layer, neuroscope }: LayerData): string {
  const where = `**${tokenCode(metadata.name)}** · layer ${layer} · ${metadata.layer_size} neurons`;
  if (neuroscope.status !== 'ready') return `${where}\n\n${plainWords(neuroscope.message)}`;
  const neurons = neuroscope.data.important_neurons
    .toSorted(([, importance], [, other]) => other - importance)
    .slice(0, MAX_NEURONS)
    .map(([{ neuron }]) => neuron);
  return neurons.length === 0 ? where : `${where}\n\nMost important neurons: ${neurons.join(', ')}.`;
}
