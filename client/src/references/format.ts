import type { LayerNotation, LayerReference, NeuronNotation, SignedNeuronReference } from './types.ts';

/** A neuron, or a layer. */
export type Named = LayerReference & Partial<SignedNeuronReference>;

const FORMATS: Readonly<Record<NeuronNotation | LayerNotation, string>> = {
  path: '{model}/{layer}/{neuron}',
  at: '{model}@{layer}:{neuron}',
  label: 'L{layer}N{neuron}{sign}',
  'dotted-label': 'L{layer}.N{neuron}{sign}',
  'slashed-label': 'L{layer}/N{neuron}{sign}',
  'sized-label': '{size}L{layer}.N{neuron}',
  'layer-first': 'layer {layer}, neuron {neuron}',
  'neuron-first': 'neuron {neuron} in layer {layer}',
  pair: 'neuron ({layer}, {neuron})',
  numbers: 'neuron {layer}.{neuron}',
  'load-neuron': 'load_neuron({layer}, {neuron})',
  widget: 'dd.Neuron("{model}", {layer}, {neuron})',
  hook: 'blocks.{layer}.mlp.hook_post{index}',
  'cache-key': 'cache["post", {layer}]{index}',
  module: 'model.transformer.h[{layer}].mlp.act.output{index}',
  'mlp-output': 'model.mlps_output[{layer}]',
};

/**
 * Writes a reference so that `parseReference` reads it again. Only `path`, `at` and `widget` name the model, and `sized-label` a Pythia
 * model; only the labels without a size name the sign. What a notation has no place for must come from the context.
 *
 * @param notation for a neuron `path` unless said otherwise: the form that every host reads
 */
export function formatReference(reference: SignedNeuronReference, notation?: NeuronNotation): string;
export function formatReference(reference: LayerReference, notation: LayerNotation): string;
export function formatReference(reference: Named, notation: NeuronNotation | LayerNotation = 'path'): string {
  const { model, neuron } = reference;
  return fill(FORMATS[notation], {
    ...reference,
    index: neuron === undefined ? '' : `[..., ${neuron}]`,
    size: /(?<=^pythia-)[^-]+$/.exec(model)?.[0].toUpperCase().concat('.'),
  });
}

/** `template` with the values in place of their names; without a value, with nothing. */
export function fill(template: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return template.replace(/{(\w+)}/g, (_, name: string) => `${values[name] ?? ''}`);
}
