import type { NeuronIndex, Text } from '@deepdecipher/client';
import * as v from 'valibot';
import { listFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer, Stage } from './importer.ts';
import { numbers, strings } from './loose-json.ts';
import { stageNeuroscope } from './ranking.ts';
import { extremesOf } from './text.ts';

const PUBLISHED_TEXTS = 20;

/** Saved web pages of neuroscope.io, one per neuron: `.../{layer}/{neuron}.html`. */
export function neuroscopeImporter(folder: string, model: string): Importer {
  return {
    format: 'neuroscope',
    origin: 'web pages of neuroscope.io',
    about:
      'Neuroscope web pages: for each neuron the texts that activate it most, with the activation on every token. They become `neuroscope` pages.',
    sources: () => listFiles(folder, (name) => /\.html?$/i.test(name), 'saved page (.html)'),
    read(source, stage) {
      const html = readText(source);
      const place = placeOf(html, source.name, stage);
      const texts = readTexts(html, source.name, stage);
      if (texts.length === 0) throw new UnreadableSourceError('holds no texts (an error page, or not from Neuroscope)');
      if (texts.length !== PUBLISHED_TEXTS)
        stage.remark(`A page has ${texts.length} texts; published pages have ${PUBLISHED_TEXTS}.`);
      const json = `{"neuron_index":${JSON.stringify(place)},"texts":[${texts.map((text) => text.json).join(',')}]}`;
      stageNeuroscope(stage, model, { neuron_index: place, texts: texts.map(({ text }) => text) }, json);
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

interface ReadText {
  readonly text: Text;
  /** The same as JSON. Its lists are the page's own bytes: writing numbers anew would take as long as reading them. */
  readonly json: string;
}

function readTexts(html: string, name: string, stage: Stage): ReadText[] {
  const starts = [...html.matchAll(/<h4>\s*Max Range:/gi)].map((match) => match.index);
  const texts: ReadText[] = [];
  for (const [index, start] of starts.entries()) {
    const text = readSection(html.slice(start, starts[index + 1]), index);
    if (typeof text === 'string') stage.skip(`${name}, text ${index + 1}`, text);
    else texts.push(text);
  }
  return texts;
}

/** One text, or why it cannot be read. A section shows it twice, cut short and whole; the whole one is last. */
function readSection(section: string, position: number): ReadText | string {
  const lists = lastLists(section);
  if (lists === undefined) return 'a text has no list of tokens and activations';
  const tokens = v.safeParse(strings, parseOrNull(lists.tokens));
  const activations = v.safeParse(numbers, parseOrNull(lists.values));
  if (!tokens.success || !activations.success) return 'the tokens or activations of a text cannot be read';
  if (tokens.output.length !== activations.output.length)
    return 'a text has a different number of tokens and activations';
  const [minimum, maximum] = extremesOf(activations.output);
  const number = (label: string) => {
    const [, value] = new RegExp(`${label}:\\s*<b>\\s*([-+.\\deE]+)\\s*</b>`, 'i').exec(section) ?? [];
    return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
  };
  const peak = number('Max Activating Token Index');
  const hasPeak = peak !== undefined && Number.isInteger(peak) && peak >= 0 && peak < tokens.output.length;
  const head = {
    min_range: number('Min Range') ?? minimum,
    max_range: number('Max Range') ?? maximum,
    min_activation: number('Min Act') ?? minimum,
    max_activation: number('Max Act') ?? maximum,
    data_index: Math.max(0, Math.trunc(number('Data Index') ?? position)),
    max_activating_token_index: hasPeak ? peak : Math.max(0, activations.output.indexOf(maximum)),
  };
  return {
    text: { ...head, tokens: tokens.output, activations: activations.output },
    json: `${JSON.stringify(head).slice(0, -1)},"tokens":${lists.tokens},"activations":${lists.values.replaceAll(', ', ',')}}`,
  };
}

/**
 * The last `{"tokens": [...], "values": [...]` of a section, as they stand there. A quote within a token is escaped, so
 * that neither the words before a list nor those between the lists can be part of a token.
 */
function lastLists(section: string): { tokens: string; values: string } | undefined {
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
      tokens: section.slice(before.lastIndex, values.index + 1),
      values: section.slice(between.lastIndex, end + 1),
    };
  }
  return undefined;
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}
