import type { Catalogue } from '../dataset/catalogue.ts';
import { NONE } from '../dataset/dataset.ts';
import { SEARCH_SERVICE } from '../dataset/token-search.ts';
import type { Answer } from './answer.ts';
import type { Api } from './api.ts';
import { absent, locate, type Place, type Refusal } from './locate.ts';
import { readSearchQuery } from './search-query.ts';

/**
 * Answers a request of the API as it stands in an address: `/api[/MODEL[/SERVICE[/LAYER[/NEURON]]]]`, encoded, with
 * `?query=` for a token search and `?get=` for one member of a page. A trailing slash and other parameters do not matter.
 *
 * @throws {DatasetError} if the dataset turns out damaged
 */
export async function answerRequest(catalogue: Catalogue, api: Api, request: string): Promise<Answer | Refusal> {
  const [, path = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(request) ?? [];
  const segments = decode(path.replace(/\/$/, '').split('/'));
  if (segments === undefined) return refused(`${JSON.stringify(path)} is not a valid path.`);
  const [, root, model, service, layer, neuron, ...others] = segments;
  if (root !== 'api' || others.length > 0) return absent(nothingAt(path));
  if (model === undefined) return api.models();
  const located = locate(catalogue, { model, service, layer, neuron }, 'metadata');
  if (!located.found) return located;
  const { place } = located;
  if (isSearch(place)) {
    const search = readSearchQuery(new URLSearchParams(query).getAll('query'));
    return search.valid ? api.search(place, search.terms) : refused(search.message);
  }
  const member = query === '' ? null : new URLSearchParams(query).get('get');
  return member === null ? api.at(place) : api.member(place, member);
}

/** Says that a path is none of the API's. */
export function nothingAt(path: string): string {
  return `There is nothing at ${path}. Data are at /api/MODEL/SERVICE/LAYER/NEURON, pages at /viz.`;
}

function decode(segments: readonly string[]): string[] | undefined {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Searching is for a whole model; a model without an index of tokens says so as for any service that it lacks. */
function isSearch({ model, service, layer }: Place): boolean {
  return service === SEARCH_SERVICE && layer === NONE && model.services.includes(SEARCH_SERVICE);
}

function refused(message: string): Refusal {
  return { found: false, status: 400, message };
}
