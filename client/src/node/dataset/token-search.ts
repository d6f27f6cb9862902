import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { type NeuronIndex, NeuronIndexSchema } from '../../wire/index.ts';

/** The service that is answered from the index of tokens and not from a page. */
export const SEARCH_SERVICE = 'neuron2graph-search';

/** One thing that a neuron must have. */
export interface KeyTerm {
  /** A token that activates the neuron, one that it needs as context, or either. */
  readonly kind: 'activating' | 'important' | 'any';
  /** See `searchKey`. */
  readonly key: string;
}

/** What of a token is compared in a search: no white space around it, lower case. */
export function searchKey(token: string): string {
  return token.trim().toLowerCase();
}

/** Whether the index knows any token of a model. */
export function hasTokens(database: DatabaseSync, model: string): boolean {
  return database.prepare('SELECT 1 FROM search_token WHERE model = ? LIMIT 1').get(model) !== undefined;
}

/**
 * Makes a search over the index: the neurons of a model that meet all terms, by layer and neuron.
 * Cost: one walk along the index per term, as long as what it finds.
 */
export function createTokenSearch(database: DatabaseSync) {
  const neuronsOf = database.prepare(
    'SELECT DISTINCT layer, neuron FROM search_token WHERE model = ? AND key = ? AND kind IN (?, ?) ORDER BY layer, neuron',
  );
  const find = (model: string, { kind, key }: KeyTerm) => {
    const kinds = kind === 'any' ? (['activating', 'important'] as const) : ([kind, kind] as const);
    return v.parse(v.array(NeuronIndexSchema), neuronsOf.all(model, key, ...kinds));
  };
  return (model: string, [first, ...others]: readonly [KeyTerm, ...KeyTerm[]]): NeuronIndex[] => {
    const name = ({ layer, neuron }: NeuronIndex) => `${layer}/${neuron}`;
    const required = others.map((term) => new Set(find(model, term).map(name)));
    return find(model, first).filter((neuron) => required.every((names) => names.has(name(neuron))));
  };
}
