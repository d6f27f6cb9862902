import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { namedFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer, Source, Stage } from './importer.ts';
import { parseLooseJson, readAs } from './loose-json.ts';
import { assembleFeature } from './neuronpedia-feature.ts';

const SERVICE = 'neuronpedia';

const BatchSchema = v.object({
  layer: v.optional(v.union([v.string(), v.number()])),
  /** The source set; with the layer it is the source, as in `9-res-jb`. */
  sae_set: v.optional(v.nullable(v.string())),
  features: v.array(v.looseObject({})),
});
// Two generations of names: `feature_index` in SAEDashboard's batches, `index` in Neuronpedia's rows.
const RowSchema = v.looseObject({
  layer: v.optional(v.union([v.string(), v.number()])),
  feature_index: v.optional(v.union([v.string(), v.number()])),
  index: v.optional(v.union([v.string(), v.number()])),
});
const ListSchema = v.optional(v.nullable(v.array(v.looseObject({}))));

/** What a file says of a feature goes into its page but for what says which one it is. */
const PLACE_KEYS: ReadonlySet<string> = new Set([
  'modelId',
  'model_id',
  'layer',
  'index',
  'feature_index',
  'activations',
  'explanations',
]);

/** Exports of Neuronpedia: batches of SAEDashboard (`.json`) and rows of its database (`.jsonl`, `.jsonl.gz`). */
export function neuronpediaImporter(files: readonly string[], model: string): Importer {
  return {
    format: 'neuronpedia',
    origin: 'exports of Neuronpedia',
    about:
      'Neuronpedia exports: features of sparse autoencoders, served as neurons. Texts become `neuroscope` pages, explanations `neuron_explainer` pages, everything else (logits, histograms, related features) `neuronpedia` pages.',
    sources: () => namedFiles(files),
    async read(source, stage) {
      let found = 0;
      for await (const document of documentsOf(source)) {
        for (const row of rowsOf(document)) {
          found += 1;
          stageRow(row, `${source.name}, entry ${found}`, model, stage);
        }
      }
      if (found === 0) throw new UnreadableSourceError('has no features, activations or explanations');
    },
    assemble: (key, parts, stage) => assembleFeature(key, parts, stage),
  };
}

/** The JSON documents of a file, one line after the other where lines are documents. */
async function* documentsOf(source: Source): AsyncIterable<unknown> {
  if (!/\.(jsonl|ndjson|gz)$/i.test(source.path)) {
    yield parseLooseJson(readText(source));
    return;
  }
  const file = createReadStream(source.path);
  const input = /\.gz$/i.test(source.path) ? pipeline(file, createGunzip(), () => {}) : file;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') yield parseLooseJson(line);
    }
  } catch (error) {
    if (error instanceof UnreadableSourceError) throw error;
    throw new UnreadableSourceError('is damaged or cut off', { cause: error });
  }
}

function rowsOf(document: unknown): object[] {
  if (typeof document !== 'object' || document === null) return [];
  if (Array.isArray(document)) return document.flatMap(rowsOf);
  if (!('features' in document)) return [document];
  const { layer, sae_set: set, features } = readAs(BatchSchema, document, 'batch of features');
  const source = set && /^\d+$/.test(String(layer)) ? `${layer}-${set}` : layer;
  return features.map((feature) => ({ ...(source !== undefined && { layer: source }), ...feature }));
}

function stageRow(json: object, name: string, model: string, stage: Stage): void {
  const row = v.safeParse(RowSchema, json);
  const { layer: source, feature_index: index, index: otherIndex } = row.success ? row.output : {};
  // A layer is a number or names a source, such as `9-res-jb`.
  const [, layer] = /^(\d+)(?:-|$)/.exec(String(source ?? '')) ?? [];
  const [, neuron] = /^(\d+)$/.exec(String(index ?? otherIndex ?? '')) ?? [];
  if (layer === undefined || neuron === undefined) {
    stage.skip(name, 'does not say which feature it is (layer such as 9 or 9-res-jb, and index)');
    return;
  }
  const key = { model, service: SERVICE, layer: Number(layer), neuron: Number(neuron) };
  const put = (kind: string, value: object) => stage.part(key, kind, { source: String(source), value });
  if ('tokens' in json && 'values' in json) put('activation', json);
  else if ('description' in json) put('explanation', json);
  else {
    for (const [kind, list] of [
      ['activation', 'activations' in json ? json.activations : []],
      ['explanation', 'explanations' in json ? json.explanations : []],
    ] as const) {
      const items = v.safeParse(ListSchema, list);
      if (!items.success) stage.skip(name, `has ${kind}s that are no list`);
      for (const item of (items.success && items.output) || []) put(kind, item);
    }
    put('feature', Object.fromEntries(Object.entries(json).filter(([member]) => !PLACE_KEYS.has(member))));
  }
}
