import { type KeyTerm, searchKey } from '../dataset/token-search.ts';

/** A search as it was asked for, or in words what is wrong with it. */
export type SearchQuery =
  | { readonly valid: true; readonly terms: readonly [KeyTerm, ...KeyTerm[]] }
  | { readonly valid: false; readonly message: string };

const FORM =
  'A search is ?query=KIND:TOKEN or several of these with commas between them; KIND is activating, important or any. ' +
  'A comma, colon or percent sign within TOKEN is written %2C, %3A or %25, before the address is encoded as usual.';

/**
 * Reads the `query` parameters of a token search, of which there must be one, decoded once as any parameter. Within a token a second level of
 * percent-encoding stands for what would end it; a further colon may stand as it is.
 */
export function readSearchQuery(queries: readonly string[]): SearchQuery {
  const [query = ''] = queries;
  if (query === '' || queries.length > 1) return { valid: false, message: `There is not one query. ${FORM}` };
  const terms = query.split(',').map(readTerm);
  const [first, ...others] = terms.filter((term) => term !== undefined);
  return first !== undefined && others.length + 1 === terms.length
    ? { valid: true, terms: [first, ...others] }
    : { valid: false, message: `${JSON.stringify(query.slice(0, 200))} is not a search. ${FORM}` };
}

function readTerm(text: string): KeyTerm | undefined {
  const [, kind, token] = /^(activating|important|any):(.+)$/s.exec(text) ?? [];
  if ((kind !== 'activating' && kind !== 'important' && kind !== 'any') || token === undefined) return undefined;
  try {
    return { kind, key: searchKey(decodeURIComponent(token)) };
  } catch {
    return undefined;
  }
}
