import { pythiaOfSize, resolveModel } from './aliases.ts';
import { modelsNamedIn, type NearbyModel } from './nearby-models.ts';
import { ANY, PATTERNS, type Pattern, type Read } from './notations.ts';
import type { FoundReference, ModelSource, Notation, ReferenceContext } from './types.ts';

/** What a pattern fits, before it is known which model is meant. */
interface Mention {
  readonly start: number;
  readonly end: number;
  readonly pattern: Pattern;
  readonly read: Read;
}

type MeantModel = readonly [from: ModelSource, model: string | undefined];

/** How far behind a layer its index may stand, in characters. */
const REACH = 200;
const INDEXED: ReadonlySet<Notation> = new Set<Notation>(['hook', 'cache-key', 'module']);
// `[..., 436]` or an index of batch, position and neuron; or an argument.
const INDEX =
  /(?<=[\w)\]])\[(?:\.{3},|(?:[^\][\n,]{1,30},){2}) ?(\d{1,7})\]|\bneuron(?:_i\w{1,4})? ?= ?(\d{1,7})(?![\w.])/;

/**
 * Finds the neurons and layers named in `text`, in any language and in every notation of docs/references.md, in the order in which
 * they stand there; they do not overlap. The model is the one that the reference names; else the nearest that the text loads or
 * declares, before it if there is one; else the folder's; else the default, both as they are. Without any, or with one that is not among `models`,
 * what is found is left alone. Whether layer and neuron exist is not checked. Never throws.
 *
 * Cost: linear in the length of the text.
 */
export function findReferences(text: string, context: ReferenceContext): FoundReference[] {
  const modelOf = modelFinder(text, context);
  const found: FoundReference[] = [];
  let next = nextMention(text, 0, context.address);
  while (next) {
    const mention = next;
    next = nextMention(text, mention.end, context.address);
    // What the text of a Markdown link means is said by its target.
    const { pattern, read } = next && isLink(text, mention, next) ? next : mention;
    const { notation } = pattern;
    if (!notation) continue;
    const [modelFrom, model] = modelOf(pattern.only ?? read.model, read.size, mention.start);
    if (model === undefined) continue;
    const index = INDEXED.has(notation) ? indexBehind(text, mention.end, next?.start) : undefined;
    const neuron = index?.neuron ?? read.neuron;
    const where = { start: mention.start, end: index?.end ?? mention.end, notation, modelFrom };
    const layer = { model, layer: Number(read.layer) };
    if (neuron === undefined) found.push({ kind: 'layer', reference: layer, ...where });
    else {
      const reference = { ...layer, neuron: Number(neuron), ...(read.sign && { sign: read.sign }) };
      found.push({ kind: 'neuron', reference, ...where });
    }
  }
  return found;
}

/** The first mention from `from` on. */
function nextMention(text: string, from: number, address: string | undefined): Mention | undefined {
  ANY.lastIndex = from;
  for (let match = ANY.exec(text); match; match = ANY.exec(text)) {
    const mention = mentionAt(text, match.index, from);
    if (mention?.pattern.notation !== 'deepdecipher' || isApi(text.slice(mention.start, match.index), address))
      return mention;
  }
  return undefined;
}

/** The mention whose pattern fits at `at`; what stands before `from` is not part of it. */
function mentionAt(text: string, at: number, from: number): Mention | undefined {
  const character = text.charAt(at);
  for (const pattern of PATTERNS) {
    const { first, pattern: fit, before } = pattern;
    if (!first.includes(character)) continue;
    fit.lastIndex = at;
    const read = fit.exec(text)?.groups as Read | undefined;
    if (!read) continue;
    let start = at;
    while (start > from && before?.test(text.charAt(start - 1))) start--;
    return { start, end: fit.lastIndex, pattern, read };
  }
  return undefined;
}

function isApi(site: string, address: string | undefined): boolean {
  return /\bdeepdecipher\.org$/.test(site) || site === address?.replace(/\/$/, '');
}

function isLink(text: string, { end }: Mention, { start }: Mention): boolean {
  return /^[^[\]\n]*\]\($/.test(text.slice(end, start));
}

/**
 * The index that names a neuron of the layer named before `from`: on the same line, or in an argument list that goes on. Three plain
 * numbers further on are as likely those of something else.
 */
function indexBehind(text: string, from: number, until = text.length) {
  const behind = text.slice(from - 1, Math.min(until, from + REACH));
  const [line = ''] = behind.split(/(?<![,([]\r?)\n/, 1);
  const match = INDEX.exec(line);
  if (!match) return undefined;
  const [written, subscript, argument] = match;
  if (subscript && !/[.:]/.test(written) && !/^.["'\])]*$/.test(line.slice(0, match.index))) return undefined;
  return { neuron: subscript ?? argument, end: from - 1 + match.index + written.length };
}

/** Finds the model of one mention after another, in the text's order. */
function modelFinder(text: string, { models, folderModel, defaultModel }: ReferenceContext) {
  let nearby: readonly NearbyModel[] | undefined;
  let place = 0;

  return (written: string | undefined, size: string | undefined, at: number): MeantModel => {
    if (size) return ['reference', pythiaOfSize(size, models)];
    if (written) return ['reference', resolveModel(written, models)];
    nearby ??= modelsNamedIn(text);
    while ((nearby[place + 1]?.start ?? at) < at) place++;
    const nearest = nearby[place];
    if (nearest) return ['text', resolveModel(nearest.name, models)];
    return folderModel === undefined ? ['default', defaultModel] : ['folder', folderModel];
  };
}
