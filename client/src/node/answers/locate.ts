import type { Catalogue, ServedModel } from '../dataset/catalogue.ts';
import { NONE } from '../dataset/dataset.ts';

/** Path segments of a request, decoded, not yet checked. */
export interface Segments {
  readonly model: string;
  readonly service?: string | undefined;
  readonly layer?: string | undefined;
  readonly neuron?: string | undefined;
}

/** What a request asks for: a model that is served, a service that exists, a layer and neuron within the model. */
export interface Place {
  readonly model: ServedModel;
  /** A service of the catalogue, or `all`. */
  readonly service: string;
  /** From 0, or NONE. */
  readonly layer: number;
  /** From 0, or NONE. */
  readonly neuron: number;
}

/** A place, or in words why there is none: what was asked for and what exists. */
export type Located = { readonly found: true; readonly place: Place } | Refusal;

/** Why a request has no answer, written for whoever asked. */
export interface Refusal {
  readonly found: false;
  /** As in HTTP: what was asked for is not there, or it was not asked as it should. */
  readonly status: 404 | 400;
  readonly message: string;
}

const MAX_NAMES = 10;
const MAX_QUOTED = 100;

/** Finds what a request names. `defaultService` stands where it names no service. */
export function locate(catalogue: Catalogue, segments: Segments, defaultService: string): Located {
  const { model: name, service = defaultService } = segments;
  const model = catalogue.models.get(name);
  if (model === undefined) {
    return absent(`There is no model ${quote(name)}. The models are: ${listNames([...catalogue.models.keys()])}.`);
  }
  if (service !== 'all' && !catalogue.services.includes(service)) {
    return absent(
      `There is no service ${quote(service)}. The services are: ${listNames([...catalogue.services, 'all'])}.`,
    );
  }
  const { num_layers, layer_size } = model.metadata;
  const layer = readIndex('layer', segments.layer, num_layers, name);
  if (typeof layer !== 'number') return layer;
  const neuron = readIndex('neuron', segments.neuron, layer_size, `layer ${layer} of ${name}`);
  if (typeof neuron !== 'number') return neuron;
  return { found: true, place: { model, service, layer, neuron } };
}

/** Names a place for a message: `neuron 7 of layer 1 of py-solu-2l`. */
export function describePlace({ model, layer, neuron }: Omit<Place, 'service'>): string {
  const { name } = model.metadata;
  if (layer === NONE) return name;
  return neuron === NONE ? `layer ${layer} of ${name}` : `neuron ${neuron} of layer ${layer} of ${name}`;
}

function readIndex(kind: 'layer' | 'neuron', segment: string | undefined, count: number, owner: string) {
  if (segment === undefined) return NONE;
  const valid = count === 0 ? `${owner} has no ${kind}s` : `${owner} has ${kind}s 0 to ${count - 1}`;
  if (!/^\d+$/.test(segment)) return absent(`${quote(segment)} is not the number of a ${kind}: ${valid}.`);
  const index = Number(segment);
  return index < count ? index : absent(`${kind} ${segment.slice(0, MAX_QUOTED)} is out of range: ${valid}.`);
}

/** A refusal of what is not there. */
export function absent(message: string): Refusal {
  return { found: false, status: 404, message };
}

export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}

export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
