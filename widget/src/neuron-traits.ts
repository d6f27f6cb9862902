import type { NeuronReference } from '@deepdecipher/client';
import * as v from 'valibot';
import { MODULE_NAME, MODULE_VERSION } from './version.ts';

const index = v.pipe(v.number(), v.integer());

/** The page that is shown, as it came; an empty object if there is none. */
const PageSchema = v.object({ path: v.string(), body: v.string(), etag: v.nullable(v.string()) });
export type SyncedPage = v.InferOutput<typeof PageSchema>;

const TraitsSchema = v.object({
  model: v.string(),
  layer: index,
  neuron: index,
  _api: v.string(),
  _page: v.union([PageSchema, v.object({})]),
});

/** What a widget's state says, checked. */
export interface NeuronTraits {
  readonly reference: NeuronReference;
  /** Address of the API, empty if only the kernel can answer. */
  readonly api: string;
  readonly page: SyncedPage | undefined;
}

/** The synced traits of the Python class `Neuron` with their defaults; `traits.json` holds both sides to the same. */
export const NEURON_DEFAULTS = {
  _model_module: MODULE_NAME,
  _model_module_version: `^${MODULE_VERSION}`,
  _model_name: 'NeuronModel',
  _view_module: MODULE_NAME,
  _view_module_version: `^${MODULE_VERSION}`,
  _view_name: 'NeuronView',
  _api: '',
  _page: {},
  layer: 0,
  model: '',
  neuron: 0,
} as const;

/**
 * Reads a widget's state, which comes from a kernel or from a saved notebook.
 * @throws if it is not the state of a neuron
 */
export function readTraits(state: unknown): NeuronTraits {
  const { model, layer, neuron, _api, _page } = v.parse(TraitsSchema, state);
  return { reference: { model, layer, neuron }, api: _api, page: 'body' in _page ? _page : undefined };
}
