import type { Notation, Sign } from './types.ts';

/** What a pattern reads. */
export interface Read {
  readonly model?: string | undefined;
  /** Of a Pythia model. */
  readonly size?: string | undefined;
  readonly layer?: string | undefined;
  readonly neuron?: string | undefined;
  readonly sign?: Sign;
}

/** How one notation is recognised. */
export interface Pattern {
  /** The characters with which it may begin. */
  readonly first: string;
  /** `undefined` for what looks like a neuron and is none. */
  readonly notation: Notation | undefined;
  /** Sticky; its groups are those of {@link Read}. */
  readonly pattern: RegExp;
  /** Characters that belong to the reference when they stand right before the pattern. */
  readonly before: RegExp | undefined;
  /** The only model that is named in this way. */
  readonly only: string | undefined;
}

type Row = readonly [notation: Notation | undefined, rest: string, before?: RegExp, only?: string];

const LAYER = '(?<layer>\\d{1,4})';
const NEURON = '(?<neuron>\\d{1,7})';
const MODEL = '(?<model>[a-zA-Z\\d][\\w.-]{0,99})';
const ARGUMENTS = `\\(["'](?<model>[\\w./-]+)["'], ?(?:layer=)?${LAYER}`;
const ARGUMENTS_END = '\\b\\)?';
// Before and behind a reference no word, path, range or base64 goes on.
const START = '(?<![\\w./@+-])';
const END = '(?![\\w/@+-]|\\.\\d)';
const SIGN = '(?<sign>[+-])?';
const PATH = /[\w.]/;
const NAME = /[\w.-]/;
const ADDRESS = /[\w.:/-]/;

/**
 * All notations, by their first characters and what follows these, so that a scan passes over most text at a glance. Repetitions are
 * bounded, so that one try takes bounded time; what stands before is looked at from there. Where several fit, the first counts.
 */
const GROUPS: readonly (readonly [first: string, beginning: string, ...rows: readonly Row[]])[] = [
  ['L', `(?<=${START}(?<size>[\\d.]{1,5}[MB])\\.L)`, ['sized-label', `${LAYER}\\.N${NEURON}${END}`, NAME]],
  [
    'L',
    `(?=\\d)(?<=${START}L)`,
    ['label', `${LAYER}N${NEURON}${SIGN}${END}`],
    ['dotted-label', `${LAYER}\\.N${NEURON}${SIGN}${END}`],
    ['slashed-label', `${LAYER}/N${NEURON}${SIGN}${END}`],
  ],
  [
    'Ll',
    'ayer',
    ['layer-first', `(?<!\\w.{5})[ =:] ?${LAYER},?\\s[Nn]euron[ =:] ?${NEURON}${END}`],
    ['widget', ARGUMENTS + ARGUMENTS_END, PATH],
  ],
  [
    'hl',
    '(?:ayers)?\\[',
    ['module', `${LAYER}\\]\\.mlp\\.(?:act(?:_fn)?(?:\\.output)?|(?:c_proj|down_proj|dense_4h_to_h)\\.input)\\b`, PATH],
  ],
  [
    'Nn',
    'euron (?<!\\w.{7})',
    ['neuron-first', `${NEURON}(?:,| in| of),?\\s[Ll]ayer ${LAYER}${END}`],
    ['pair', `\\(${LAYER}, ?${NEURON}\\)`],
    ['numbers', `L?${LAYER}[.:]${NEURON}${END}`],
  ],
  [
    'Nn',
    'euron',
    ['load-neuron', `(?<=load_neuron)\\(${LAYER}, ?${NEURON}\\)`, PATH, 'gpt2-xl'],
    ['widget', `${ARGUMENTS}, ?(?:neuron=)?${NEURON}${ARGUMENTS_END}`, PATH],
    ['neuronpedia', `pedia\\.org/${MODEL}/${LAYER}/${NEURON}${END}`, ADDRESS],
    [undefined, `pedia\\.org/${MODEL}/[\\w.-]+/\\d+`, ADDRESS],
    ['transluce', `s\\.transluce\\.org/${LAYER}/${NEURON}(?:/${SIGN})?(?![\\w+-])`, ADDRESS, 'Llama-3.1-8B-Instruct'],
  ],
  ['n', 'euroscope\\.', ['neuroscope', `io/${MODEL}/${LAYER}/${NEURON}(?:\\.html)?${END}`, ADDRESS]],
  ['#', '/layers/', ['openai', `${LAYER}/neurons/${NEURON}${END}`, ADDRESS, 'gpt2-xl']],
  ['/', '(?=\\d)', ['path', `(?<=${START}${MODEL}/)${LAYER}/${NEURON}${END}`, NAME]],
  ['/', '(?:viz|api)/', ['deepdecipher', `${MODEL}/(?:\\D\\w+/)?${LAYER}(?:/${NEURON})?${END}`, ADDRESS]],
  ['@', '(?=\\d)', ['at', `(?<=${START}${MODEL}@)${LAYER}:${NEURON}${END}`, NAME]],
  [
    'b',
    'locks[.[]',
    ['hook', `${LAYER}\\]?\\.mlp\\.(?:hook_(?:pre|mid|post)|out\\.hook_in|(?:in|gate)\\.hook_out)\\b`, PATH],
  ],
  ['[(', '["\'](?:pre|mid|post)["\']', ['cache-key', `, ?${LAYER}[\\])]`, PATH]],
  ['m', 'lps_output\\[', ['mlp-output', `${LAYER}\\]`, PATH]],
];

/** All patterns; of those that fit somewhere, the first counts. */
export const PATTERNS: readonly Pattern[] = GROUPS.flatMap(([first, beginning, ...rows]) =>
  rows.map(([notation, rest, before, only]) => ({
    first,
    pattern: new RegExp(`[${first}]${beginning}${rest}`, 'y'),
    notation,
    before,
    only,
  })),
);

/** Finds what any of the patterns fits. Global, without groups. */
export const ANY = new RegExp(
  GROUPS.map(([first, beginning, ...rows]) => `[${first}]${beginning}(?:${rows.map(([, rest]) => rest).join('|')})`)
    .join('|')
    .replace(/\?<\w+>/g, '?:'),
  'g',
);
