import type { Metadata, NeuronReference } from '@deepdecipher/client';
import { parseReference } from '@deepdecipher/client/references';

/** What a user typed to name a neuron, read. */
export type TypedNeuron =
  | { readonly reference: NeuronReference }
  /** What is wrong and what would be right. */
  | { readonly problem: string };

/**
 * Reads `MODEL/LAYER/NEURON` or `L1N172` and checks that there is such a neuron.
 *
 * @param models all models; the first stands for an empty `defaultModel`
 */
export function readTypedNeuron(input: string, models: readonly Metadata[], defaultModel: string): TypedNeuron {
  const [first] = models;
  if (!first) return { problem: 'The API has no models.' };
  const names = new Map(models.map((metadata) => [metadata.name, metadata]));
  const found = parseReference(input, { models: new Set(names.keys()), defaultModel: defaultModel || first.name });
  if (found?.kind !== 'neuron') {
    const example = `${first.name}/${first.num_layers - 1}/0`;
    return {
      problem: `Write MODEL/LAYER/NEURON, such as ${example}, or L${first.num_layers - 1}N0. Models: ${[...names.keys()].join(', ')}.`,
    };
  }
  const { reference } = found;
  const metadata = names.get(reference.model);
  if (!metadata)
    return { problem: `The default model ${reference.model} is not one of ${[...names.keys()].join(', ')}.` };
  const { name, num_layers, layer_size } = metadata;
  if (reference.layer >= num_layers)
    return { problem: `${name} has layers 0 to ${num_layers - 1}, not ${reference.layer}.` };
  if (reference.neuron >= layer_size)
    return { problem: `${name} has neurons 0 to ${layer_size - 1}, not ${reference.neuron}.` };
  return { reference };
}
