import type { NeuronIndex, Text } from '@deepdecipher/client';
import { listFiles, readBytes } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer, Stage } from './importer.ts';
import { numberList, stringList } from './json-list.ts';
import { stageNeuroscope } from './ranking.ts';
import { extremesOf } from './text.ts';

const PUBLISHED_TEXTS = 20;

// What stands above each text.
const LEAST = labelled('Min Range');
const GREATEST = labelled('Max Range');
const MINIMUM = labelled('Min Act');
const MAXIMUM = labelled('Max Act');
const NUMBER = labelled('Data Index');
const PEAK = labelled('Max Activating Token Index');

// What stands between the lists of a page.
const ACTIVATIONS = Buffer.from(',"activations":');
const END = Buffer.from('}');
const COMMA = Buffer.from(',');
const LAST = Buffer.from(']}');

/** A number in bold after a label, as `Max Range: <b>5.0</b>`. */
function labelled(label: string): RegExp {
  return new RegExp(`${label}:\\s*<b>\\s*([-+.\\deE]+)\\s*</b>`, 'i');
}

/** Saved web pages of neuroscope.io, one per neuron: `.../{layer}/{neuron}.html`. */
export function neuroscopeImporter(folder: string, model: string): Importer {
  return {
    format: 'neuroscope',
    origin: 'web pages of neuroscope.io',
    about:
      'Neuroscope web pages: for each neuron the texts that activate it most, with the activation on every token. They become `neuroscope` pages.',
    sources: () => listFiles(folder, (name) => /\.html?$/i.test(name), 'saved page (.html)'),
    read(source, stage) {
      const bytes = readBytes(source);
      // One character for each byte, so that places are the same in both; all that is looked for is ASCII.
      const html = bytes.toString('latin1');
      const place = placeOf(html, source.name, stage);
      const texts = readTexts(bytes, html, source.name, stage);
      if (texts.length === 0) throw new UnreadableSourceError('holds no texts (an error page, or not from Neuroscope)');
      if (texts.length !== PUBLISHED_TEXTS)
        stage.remark(`A page has ${texts.length} texts; published pages have ${PUBLISHED_TEXTS}.`);
      const page = { neuron_index: place, texts: texts.map(({ peak }) => peak) };
      stageNeuroscope(stage, model, page, joinPage(place, texts));
    },
  };
}

/** The neuron that the page's heading names or, without one, its file. */
function placeOf(html: string, name: string, stage: Stage): NeuronIndex {
  const heading = /Neuron\s+(\d+)\s+in\s+Layer\s+(\d+)/i.exec(html);
  const file = /(?:^|\/)(\d+)[/_](\d+)\.html?$/i.exec(name);
  const [, neuron, layer] = heading ?? [];
  const [, fileLayer, fileNeuron] = file ?? [];
  if (file && heading && (layer !== fileLayer || neuron !== fileNeuron)) {
    stage.remark('The file name and the heading of a page name different neurons; the heading was believed.');
  }
  if (!heading && !file)
    throw new UnreadableSourceError('does not say which neuron it is of, neither in its heading nor in its file name');
  return { layer: Number(layer ?? fileLayer), neuron: Number(neuron ?? fileNeuron) };
}

type Range = readonly [start: number, end: number];

interface ReadText {
  /** The text cut to the token of its maximum. */
  readonly peak: Text;
  /** The whole text. Its lists are the page's own: writing numbers anew would take as long as reading them. */
  readonly json: readonly Uint8Array[];
}

function readTexts(bytes: Buffer, html: string, name: string, stage: Stage): ReadText[] {
  const starts = [...html.matchAll(/<h4>\s*Max Range:/gi)].map((match) => match.index);
  const texts: ReadText[] = [];
  for (const [index, start] of starts.entries()) {
    const text = readSection(bytes.subarray(start, starts[index + 1]), html.slice(start, starts[index + 1]), index);
    if (typeof text === 'string') stage.skip(`${name}, text ${index + 1}`, text);
    else texts.push(text);
  }
  return texts;
}

/** One text, or why it cannot be read. A section shows it twice, cut short and whole; the whole one is last. */
function readSection(bytes: Buffer, section: string, position: number): ReadText | string {
  const lists = lastLists(section);
  if (lists === undefined) return 'a text has no list of tokens and activations';
  const tokens = stringList(bytes.subarray(...lists.tokens));
  const activations = numberList(bytes.subarray(...lists.values));
  if (tokens === undefined || activations === undefined) return 'the tokens or activations of a text cannot be read';
  if (tokens.length !== activations.length) return 'a text has a different number of tokens and activations';
  const number = (label: RegExp) => {
    const value = Number(label.exec(section)?.[1] ?? Number.NaN);
    return Number.isNaN(value) ? undefined : value;
  };
  const found = number(PEAK);
  const hasPeak = found !== undefined && Number.isInteger(found) && found >= 0 && found < tokens.length;
  const peak = hasPeak ? found : peakOf(activations.values());
  const minimum = number(MINIMUM) ?? extremesOf(activations.values())[0];
  const maximum = number(MAXIMUM) ?? extremesOf(activations.values())[1];
  const head = {
    min_range: number(LEAST) ?? minimum,
    max_range: number(GREATEST) ?? maximum,
    min_activation: minimum,
    max_activation: maximum,
    data_index: Math.max(0, Math.trunc(number(NUMBER) ?? position)),
    max_activating_token_index: peak,
  };
  const [token, activation] = [tokens.at(peak), activations.at(peak)];
  return {
    peak: {
      ...head,
      max_activating_token_index: 0,
      tokens: token === undefined ? [] : [token],
      activations: activation === undefined ? [] : [activation],
    },
    json: [
      Buffer.from(`${JSON.stringify(head).slice(0, -1)},"tokens":`),
      tokens.json,
      ACTIVATIONS,
      activations.json,
      END,
    ],
  };
}

function joinPage(place: NeuronIndex, texts: readonly ReadText[]): Uint8Array {
  const front = Buffer.from(`{"neuron_index":${JSON.stringify(place)},"texts":[`);
  const pieces = texts.flatMap(({ json }, index) => (index === 0 ? json : [COMMA, ...json]));
  return Buffer.concat([front, ...pieces, LAST]);
}

function peakOf(activations: readonly number[]): number {
  return Math.max(0, activations.indexOf(extremesOf(activations)[1]));
}

/**
 * Where the last `{"tokens": [...], "values": [...]` of a section stand. A quote within a token is escaped, so
 * that neither the words before a list nor those between the lists can be part of a token.
 */
function lastLists(section: string): { tokens: Range; values: Range } | undefined {
  const before = /"tokens"\s*:\s*(?=\[)/y;
  const between = /\]\s*,\s*"values"\s*:\s*(?=\[)/g;
  for (let at = section.lastIndexOf('"tokens"'); at >= 0; at = at > 0 ? section.lastIndexOf('"tokens"', at - 1) : -1) {
    before.lastIndex = at;
    if (!before.test(section)) continue;
    between.lastIndex = before.lastIndex;
    const values = between.exec(section);
    const end = values ? section.indexOf(']', between.lastIndex) : -1;
    if (!values || end < 0) return undefined;
    return {
      tokens: [before.lastIndex, values.index + 1],
      values: [between.lastIndex, end + 1],
    };
  }
  return undefined;
}
