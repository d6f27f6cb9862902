import type { NeuronReference } from '../answers.ts';

/** A neuron named in a text, and where: UTF-16 offsets, `end` exclusive. */
export interface FoundReference {
  readonly reference: NeuronReference;
  readonly start: number;
  readonly end: number;
}

/** What is needed to know which model a reference means. */
export interface ReferenceContext {
  /** Model of references that name none, such as `L3N436`; without it those are left alone. */
  readonly defaultModel?: string | undefined;
  /** Models that exist. `MODEL/3/436` counts only if its model is one of them. */
  readonly models: ReadonlySet<string>;
}

// Each alternative begins where no word, path or number goes on, so that a scan is linear in the text's length.
const REFERENCE =
  /(?<![\w./@-])(?:(?<model>[A-Za-z0-9][\w.-]{0,99})\/(?<layer>\d{1,4})\/(?<neuron>\d{1,7})|L(?<shortLayer>\d{1,4})N(?<shortNeuron>\d{1,7}))(?![\w/@-]|\.\d)/g;

/**
 * Finds the neurons named in `text`: `MODEL/LAYER/NEURON` and `L3N436` (capital L and N only).
 * Cost: linear in the length of the text. Whether layer and neuron exist is not checked.
 */
export function findReferences(text: string, { defaultModel, models }: ReferenceContext): FoundReference[] {
  const found: FoundReference[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    const { model = defaultModel, layer, neuron, shortLayer, shortNeuron } = match.groups ?? {};
    if (model === undefined || (layer !== undefined && !models.has(model))) continue;
    found.push({
      reference: { model, layer: Number(layer ?? shortLayer), neuron: Number(neuron ?? shortNeuron) },
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

/**
 * Reads a reference that stands alone, as a user types it; white space around it is allowed.
 * `undefined` if it is none, or names an unknown model.
 */
export function parseReference(input: string, context: ReferenceContext): NeuronReference | undefined {
  const text = input.trim();
  const [first] = findReferences(text, context);
  return first && first.start === 0 && first.end === text.length ? first.reference : undefined;
}

/** Writes a reference as `MODEL/LAYER/NEURON`, the form that every host reads. */
export function formatReference({ model, layer, neuron }: NeuronReference): string {
  return `${model}/${layer}/${neuron}`;
}
