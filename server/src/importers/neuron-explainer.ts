import type { NeuronIndex, Sample, Text } from '@deepdecipher/client';
import * as v from 'valibot';
import { listFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer, Source, Stage } from './importer.ts';
import { looseNumber, numbers, parseLooseJson, readAs, strings } from './loose-json.ts';
import { stageNeuroscope } from './ranking.ts';
import { extremesOf, textOf } from './text.ts';

const SERVICE = 'neuron_explainer';

const PlacedSchema = v.object({
  neuron_id: v.optional(v.object({ layer_index: v.number(), neuron_index: v.number() })),
});
const ExplanationsSchema = v.object({
  scored_explanations: v.pipe(
    v.array(
      v.looseObject({
        explanation: v.string(),
        scored_simulation: v.optional(v.nullable(v.looseObject({ ev_correlation_score: looseNumber })), null),
      }),
    ),
    v.minLength(1, 'no explanation'),
  ),
});
const ActivationRecordSchema = v.object({ tokens: strings, activations: numbers });
const Records = v.array(ActivationRecordSchema);
type ActivationRecord = v.InferOutput<typeof ActivationRecordSchema>;
const NeuronRecordSchema = v.object({
  most_positive_activation_records: v.pipe(Records, v.minLength(1, 'no texts')),
  random_sample: v.optional(Records, []),
  random_sample_by_quantile: v.optional(v.nullable(v.array(Records))),
  quantile_boundaries: v.optional(v.nullable(numbers)),
  mean: looseNumber,
  variance: looseNumber,
  skewness: looseNumber,
  kurtosis: looseNumber,
});
const PartSchema = v.looseObject({});

// What else is published for a neuron, by a member that it alone has, and the member of the page that it becomes.
const RELATED: ReadonlyMap<string, string> = new Map([
  ['average_activations', 'related_tokens'],
  ['input_positive', 'related_tokens_by_weight'],
  ['c_fc', 'related_neurons_by_weight'],
]);

// The bands that OpenAI's viewer names, lowest first; the top texts are from what is above them.
const PUBLISHED_BOUNDS = [0, 0.5, 0.9, 0.99, 0.999];
const ALL: Band = { min_quantile: 0, max_quantile: 1 };
const ASSUMED_BANDS = `A record does not say as shares from 0 to 1 which quantiles its samples are from (quantile_boundaries). If there are as many groups of them as published (${PUBLISHED_BOUNDS.length - 1}), the published bounds are taken: ${PUBLISHED_BOUNDS.join(', ')}; else none.`;
// A record does not say over how many tokens its moments are.
const UNKNOWN = { num_tokens: null, minimum: null, maximum: null, fraction_positive: null };

type Band = Pick<Sample, 'min_quantile' | 'max_quantile'>;

/** Files of OpenAI's automated interpretability, `.../{layer}/{neuron}.jsonl` and `.json`. */
export function neuronExplainerImporter(folder: string, model: string): Importer {
  return {
    format: 'neuron-explainer',
    origin: "files of OpenAI's automated interpretability",
    about:
      "OpenAI's automated interpretability: explanations with scores and simulated activations (`neuron_explainer` pages), and records of texts with activations (`neuroscope` pages).",
    sources: () => listFiles(folder, (name) => /\.jsonl?$/i.test(name), 'explanation (.jsonl) or record (.json)'),
    read(source, stage) {
      for (const line of documentsOf(source)) readDocument(line, source, model, stage);
    },
    assemble(key, parts, stage) {
      const pages = parts.map((part) => v.parse(PartSchema, part.value));
      stage.page(key, Object.assign({}, ...pages));
    },
  };
}

/** The documents of a file: one, or in `.jsonl` one a line. */
function documentsOf(source: Source): unknown[] {
  const text = readText(source);
  return /\.jsonl$/i.test(source.name)
    ? text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parseLooseJson(line)]))
    : [parseLooseJson(text)];
}

function readDocument(json: unknown, source: Source, model: string, stage: Stage): void {
  if (typeof json !== 'object' || json === null) throw new UnreadableSourceError('is no explanation and no record');
  const place = placeOf(json, source.name);
  const part = (page: object) => stage.part({ model, service: SERVICE, ...place }, 'page', page);
  if ('scored_explanations' in json) part(pageOfExplanations(json));
  else if ('most_positive_activation_records' in json) stageRecord(json, place, source.name, model, stage);
  else {
    const [, name] = [...RELATED].find(([member]) => member in json) ?? [];
    if (name === undefined) throw new UnreadableSourceError('is no explanation and no record');
    part({ [name]: withoutClassNames(json) });
  }
}

function placeOf(json: object, name: string): NeuronIndex {
  const { neuron_id: id } = readAs(PlacedSchema, json, 'document of a neuron');
  if (id) return { layer: id.layer_index, neuron: id.neuron_index };
  const [, layer, neuron] = /(?:^|\/)(\d+)[/_](\d+)\.jsonl?$/i.exec(name) ?? [];
  if (layer === undefined)
    throw new UnreadableSourceError('does not say which neuron it is of, neither inside nor in its file name');
  return { layer: Number(layer), neuron: Number(neuron) };
}

/** The first explanation, as the reference server sends it, and all of them with their simulations. */
function pageOfExplanations(json: object): object {
  const { scored_explanations: scored } = readAs(ExplanationsSchema, json, 'list of scored explanations');
  const [first] = scored;
  return {
    explanation: first?.explanation.trim(),
    score: first?.scored_simulation?.ev_correlation_score ?? null,
    score_kind: 'ev_correlation_score',
    scored_explanations: withoutClassNames(scored),
  };
}

function stageRecord(json: object, place: NeuronIndex, name: string, model: string, stage: Stage): void {
  const record = readAs(NeuronRecordSchema, json, 'neuron record');
  const groups = record.random_sample_by_quantile ?? [];
  const usable = (records: readonly ActivationRecord[]) =>
    records.filter(({ tokens, activations }, index) => {
      const isWhole = tokens.length === activations.length && tokens.length > 0;
      if (!isWhole) stage.skip(`${name}, text ${index + 1}`, 'a text has no tokens, or another number of activations');
      return isWhole;
    });
  const top = usable(record.most_positive_activation_records);
  const sampled = groups.map(usable);
  const random = usable(record.random_sample);
  const range = extremesOf([...top, ...sampled.flat(), ...random].flatMap(({ activations }) => activations));
  const textsOf = (records: readonly ActivationRecord[]): Text[] =>
    records.map(({ tokens, activations }, index) => textOf({ tokens, activations, data_index: index, range }));
  const bounds = sharesOf(record.quantile_boundaries, sampled.length);
  if (bounds === undefined && sampled.length > 0) stage.remark(ASSUMED_BANDS);
  const bands = bandsOf(bounds ?? PUBLISHED_BOUNDS, sampled.length);
  const samples = [
    ...sampled.map((records, index) => ({ ...(bands[index] ?? ALL), texts: textsOf(records) })).reverse(),
    { ...ALL, texts: textsOf(random) },
  ];
  const { mean, variance, skewness, kurtosis } = record;
  const page = {
    neuron_index: place,
    texts: textsOf(top).sort((a, b) => b.max_activation - a.max_activation),
    samples: samples.filter(({ texts }) => texts.length > 0),
    statistics: { ...UNKNOWN, mean, variance, skewness, kurtosis },
  };
  stageNeuroscope(stage, model, page, JSON.stringify(page));
  stage.remark(
    'The numbers of texts (data_index) in records are only positions in their lists: the form does not name texts.',
  );
}

/** Bounds of groups as shares of all texts, if a record names such; a bound may also be given as an activation. */
function sharesOf(named: readonly number[] | null | undefined, groups: number): readonly number[] | undefined {
  const isShares = named?.every((bound, index) => bound <= 1 && bound >= (named[index - 1] ?? 0));
  return named && isShares && Math.abs(named.length - groups) <= 1 ? named : undefined;
}

/**
 * The quantiles that each group of samples is from, lowest first; empty if bounds and groups do not go together. Bounds
 * are all there are, or only the upper ones, or only those between groups.
 */
function bandsOf(bounds: readonly number[], groups: number): readonly Band[] {
  const lower = bounds.length <= groups ? [0] : [];
  const upper = bounds.length < groups ? [1] : [];
  const all = [...lower, ...bounds, ...upper];
  if (all.length !== groups + 1) return [];
  return all.slice(1).map((bound, index) => ({ min_quantile: all[index] ?? 0, max_quantile: bound }));
}

/** The same value without the names of Python classes in it. */
function withoutClassNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClassNames);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'dataclass_name');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutClassNames(item)]));
}
