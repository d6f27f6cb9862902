import type { Metadata, Neuron2GraphModel, NeuronIndex } from '@deepdecipher/client';
import { NONE } from '@deepdecipher/client/node';
import { Neuron2GraphModelSchema } from '@deepdecipher/client/wire';
import * as v from 'valibot';
import type { TargetWriter } from '../dataset/target.ts';
import type { TokenEntry, TokenIndex, TokenKind } from './importer.ts';

const SERVICE = 'neuron2graph';
/** Of a token of which it is only known that it counts for a neuron. */
const UNKNOWN_STRENGTH = 1;

interface NeuronStrengths {
  readonly place: NeuronIndex;
  readonly activating: Map<string, number>;
  readonly important: Map<string, number>;
}

/**
 * The `neuron2graph` page of a model, of the tokens that were staged. What an earlier page says is kept, but for strengths
 * that are known now.
 */
export function tokenPage(tokens: TokenIndex, before?: Neuron2GraphModel): Neuron2GraphModel {
  const neurons = new Map<string, NeuronStrengths>();
  const strengthsOf = ({ layer, neuron }: NeuronIndex, kind: TokenKind) => {
    const name = `${layer}/${neuron}`;
    const found = neurons.get(name) ?? { place: { layer, neuron }, activating: new Map(), important: new Map() };
    neurons.set(name, found);
    return found[kind];
  };
  for (const neuron of before?.neurons ?? []) {
    for (const kind of ['activating', 'important'] as const) {
      for (const [token, strength] of neuron[kind])
        strengthsOf(neuron, kind).set(before?.tokens[token] ?? '', strength);
    }
  }
  for (const { kind, token, strength, ...place } of tokens.entries()) {
    const strengths = strengthsOf(place, kind);
    strengths.set(token, strength ?? strengths.get(token) ?? UNKNOWN_STRENGTH);
  }
  return numbered([...neurons.values()]);
}

/** Adds what was staged to the search of tokens, and to the page of a model that neurons are compared by. */
export function writeTokens(
  target: TargetWriter,
  { name: model, num_layers, layer_size }: Metadata,
  tokens: TokenIndex,
) {
  const isInside = ({ layer, neuron }: TokenEntry) => layer < num_layers && neuron < layer_size;
  const inside: TokenIndex = {
    *entries() {
      for (const entry of tokens.entries()) if (isInside(entry)) yield entry;
    },
  };
  target.tokens(model, inside);
  const key = { model, service: SERVICE, layer: NONE, neuron: NONE };
  const before = v.safeParse(Neuron2GraphModelSchema, target.read(key));
  const page = tokenPage(inside, before.success ? before.output : undefined);
  if (page.neurons.length > 0) target.summary(key, page);
}

function numbered(neurons: readonly NeuronStrengths[]): Neuron2GraphModel {
  const numbers = new Map<string, number>();
  const toPairs = (strengths: ReadonlyMap<string, number>) =>
    [...strengths].map(([token, strength]): [number, number] => {
      const number = numbers.get(token) ?? numbers.size;
      numbers.set(token, number);
      return [number, strength];
    });
  const sorted = neurons.toSorted((a, b) => a.place.layer - b.place.layer || a.place.neuron - b.place.neuron);
  const numberedNeurons = sorted.map(({ place, activating, important }) => ({
    ...place,
    activating: toPairs(activating),
    important: toPairs(important),
  }));
  return { tokens: [...numbers.keys()], neurons: numberedNeurons };
}
