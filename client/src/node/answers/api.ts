import { LRUCache } from 'lru-cache';
import type { Catalogue } from '../dataset/catalogue.ts';
import type { Page } from '../dataset/dataset.ts';
import { type KeyTerm, SEARCH_SERVICE } from '../dataset/token-search.ts';
import { type Answer, type AnswerStore, decompress, tagOf } from './answer.ts';
import { takePage } from './envelope.ts';
import { absent, describePlace, listNames, type Place, quote, type Refusal } from './locate.ts';

/** What the API has to say, apart from HTTP. */
export interface Api {
  /** `{"models": [Metadata, ...]}` */
  models(): Answer & Texted;
  /** The page of one service, or of `all`. */
  at(place: Place): Answer | Refusal;
  /** The same with one member in place of the page: of a list by its number, else by its name. */
  member(place: Place, name: string): Promise<Answer | Refusal>;
  /** The neurons that have the tokens asked for. */
  search(place: Place, terms: readonly [KeyTerm, ...KeyTerm[]]): Answer;
  /** `{SERVICE: part, ...}`: every service at one place; a part that cannot be had fails alone. */
  all(place: Place): Answer & Texted;
}

export interface Texted {
  /** The same text, not compressed. */
  readonly text: () => string | Promise<string>;
}

/** One service's part of an `all` answer: a stored page, or JSON made here. */
type Part = { readonly service: string; readonly page: Page } | { readonly service: string; readonly json: string };

const MAX_TAGS = 100_000;

function tagsOfPart(part: Part): string[] {
  return [part.service, 'json' in part ? part.json : part.page.etag];
}

/** @param report is told of pages that turn out damaged; the answer says so in the page's place */
export function createApi(catalogue: Catalogue, store: AnswerStore, report: (error: unknown) => void): Api {
  const { models, services } = catalogue;
  // What is served does not change, so neither does the tag of an answer once it is known.
  const tags = new LRUCache<string, string>({ max: MAX_TAGS });
  const made = (text: string) => ({ ...store.answer(tagOf(text), () => text), text: () => text });
  const list = made(`{"models":[${[...models.values()].map((model) => model.json).join(',')}]}`);

  function partOf(place: Place, service: string): Part {
    const { model, layer, neuron } = place;
    if (service === 'metadata') return { service, json: `{"data":${model.json}}` };
    if (!model.services.includes(service))
      return { service, json: `{"missing_data_types":[${JSON.stringify(service)}]}` };
    if (service === SEARCH_SERVICE) {
      return { service, json: JSON.stringify({ error: 'Ask for it by itself, with ?query=KIND:TOKEN.' }) };
    }
    try {
      const page = model.dataset.page({ model: model.metadata.name, service, layer, neuron });
      return page ? { service, page } : { service, json: JSON.stringify({ missing_data_types: [service] }) };
    } catch (error) {
      report(error);
      return { service, json: JSON.stringify({ error: damaged(place, service) }) };
    }
  }

  async function textOf(place: Place, part: Part): Promise<string> {
    if ('json' in part) return part.json;
    const page = await decompress(part.page.body).then(takePage, report);
    return page ? `{"data":${page}}` : JSON.stringify({ error: damaged(place, part.service) });
  }

  function all(place: Place): Answer & Texted {
    const parts = () => services.map((service) => partOf(place, service));
    const name = `${place.model.metadata.name}/${place.layer}/${place.neuron}`;
    const etag = tags.get(name) ?? tagOf(...parts().flatMap(tagsOfPart));
    tags.set(name, etag);
    const text = async () => {
      const texts = await Promise.all(
        parts().map(async (part) => `${JSON.stringify(part.service)}:${await textOf(place, part)}`),
      );
      return `{${texts.join(',')}}`;
    };
    return { ...store.answer(etag, text), text };
  }

  return {
    models: () => list,
    all,
    search({ model }, terms) {
      const neurons = model.dataset.search(model.metadata.name, terms);
      return made(`{"data":${JSON.stringify(neurons)},"metadata":${model.json}}`);
    },
    at,
    async member(place, name) {
      const answer = at(place);
      if (!answer.found) return answer;
      const page = takePage(await decompress(await answer.gzipped()));
      if (page === undefined) return answer;
      const members = membersOf(JSON.parse(page.toString()));
      const member = members.get(name);
      if (member === undefined) {
        return absent(
          `The ${place.service} page of ${describePlace(place)} has no member ${quote(name)}. Its members are: ${listNames([...members.keys()])}.`,
        );
      }
      return made(`{"data":${JSON.stringify(member)},"metadata":${place.model.json}}`);
    },
  };

  function at(place: Place): Answer | Refusal {
    const { model, service, layer, neuron } = place;
    if (service === 'all') return all(place);
    if (service === 'metadata') return made(`{"data":${model.json},"metadata":${model.json}}`);
    if (!model.services.includes(service)) {
      return made(`{"missing_data_types":[${JSON.stringify(service)}],"metadata":${model.json}}`);
    }
    const page = model.dataset.page({ model: model.metadata.name, service, layer, neuron });
    return page ? { found: true, etag: page.etag, gzipped: () => page.body } : absent(notStored(place, service));
  }
}

/** What a list or object has, by number or name; anything else has nothing. */
function membersOf(json: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
}

function notStored(place: Place, service: string): string {
  return `The dataset has no ${service} page for ${describePlace(place)}.`;
}

function damaged(place: Place, service: string): string {
  return `The ${service} page of ${describePlace(place)} is damaged in the dataset.`;
}
