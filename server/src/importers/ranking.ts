import { type Metadata, type NeuroscopeNeuron, peakTokens } from '@deepdecipher/client';
import { NONE } from '@deepdecipher/client/node';
import { NeuroscopeLayerSchema, NeuroscopeModelSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import type { TargetWriter } from '../dataset/target.ts';
import type { Ranked } from '../dataset/work-file.ts';
import type { Stage } from './importer.ts';

const SERVICE = 'neuroscope';
const PEAK_TOKENS = 3;

/**
 * Stages a `neuroscope` page of a neuron, and the neuron's place in the rankings of its layer and model.
 *
 * @param json the page as JSON text, if the caller has it
 */
export function stageNeuroscope(
  stage: Stage,
  model: string,
  page: NeuroscopeNeuron,
  json: string | Uint8Array = JSON.stringify(page),
): void {
  const { neuron_index: place, texts } = page;
  stage.pageText({ model, service: SERVICE, ...place }, json);
  const [first] = texts;
  if (first === undefined) return;
  const peaks = peakTokens(texts).slice(0, PEAK_TOKENS);
  stage.rank(
    model,
    place,
    first.max_activation - first.min_activation,
    peaks.map(({ token }) => token),
  );
}

/**
 * Writes the `neuroscope` pages of a model and its layers: the neurons by descending importance (ties: layer, neuron).
 * Neurons that the stored pages rank already stay where they are, unless they were read again.
 */
export function writeRankings(target: TargetWriter, metadata: Metadata, ranks: Iterable<Ranked>): void {
  const { name: model, num_layers, layer_size: size } = metadata;
  const layers = new Map<number, Map<number, Ranked>>();
  for (const ranked of ranks) {
    if (ranked.layer >= num_layers || ranked.neuron >= size) continue;
    const layer = layers.get(ranked.layer) ?? readRanking(target, model, ranked.layer);
    layers.set(ranked.layer, layer.set(ranked.neuron, ranked));
  }
  if (layers.size === 0) return;
  const put = (layer: number, page: unknown) => target.summary({ model, service: SERVICE, layer, neuron: NONE }, page);
  for (const [layer, neurons] of layers) put(layer, { num_neurons: size, ...ranking(neurons.values()) });
  const others = readModelRanking(target, model).filter(({ layer }) => !layers.has(layer));
  put(NONE, ranking([...others, ...[...layers.values()].flatMap((neurons) => [...neurons.values()])]));
}

function ranking(neurons: Iterable<Ranked>) {
  const sorted = [...neurons].sort((a, b) => b.importance - a.importance || a.layer - b.layer || a.neuron - b.neuron);
  return {
    important_neurons: sorted.map(({ layer, neuron, importance }) => [{ layer, neuron }, importance]),
    peak_tokens: sorted.map((ranked) => ranked.peakTokens),
  };
}

function readRanking(target: TargetWriter, model: string, layer: number): Map<number, Ranked> {
  const page = v.safeParse(NeuroscopeLayerSchema, target.read({ model, service: SERVICE, layer, neuron: NONE }));
  return new Map(page.success ? toRanked(page.output).map((ranked) => [ranked.neuron, ranked]) : []);
}

function readModelRanking(target: TargetWriter, model: string): Ranked[] {
  const page = v.safeParse(NeuroscopeModelSchema, target.read({ model, service: SERVICE, layer: NONE, neuron: NONE }));
  return page.success ? toRanked(page.output) : [];
}

function toRanked({ important_neurons, peak_tokens }: v.InferOutput<typeof NeuroscopeModelSchema>): Ranked[] {
  return important_neurons.map(([place, importance], index) => ({
    ...place,
    importance,
    peakTokens: peak_tokens?.[index] ?? [],
  }));
}
