import type { Neuron2Graph } from '@deepdecipher/client';
import type { PageKey } from '@deepdecipher/client/node';
import * as v from 'valibot';
import { readText } from './files.ts';
import type { Source, Stage } from './importer.ts';
import { dictionary, looseNumber, parseLooseJson, readAs } from './loose-json.ts';

type Quality = NonNullable<Neuron2Graph['quality']>;

// Two generations of names: `f1_score` and `count`; `f1-score` and `support`, of scikit-learn.
const ClassSchema = v.object({
  precision: looseNumber,
  recall: looseNumber,
  f1_score: looseNumber,
  'f1-score': looseNumber,
  count: looseNumber,
  support: looseNumber,
});
const RecordSchema = v.union([
  v.pipe(
    v.object({ firing: ClassSchema, non_firing: ClassSchema }),
    v.transform(({ firing, non_firing }) => ({ firing, nonFiring: non_firing })),
  ),
  v.pipe(
    v.object({ '1': ClassSchema, '0': ClassSchema }),
    v.transform((record) => ({ firing: record['1'], nonFiring: record['0'] })),
  ),
]);

/** Neuron2Graph keeps half of a neuron's 20 texts for evaluation. */
const HELD_OUT_TEXTS = 10;
const NOTHING = { precision: null, recall: null, f1: null, count: 0 };
const NOT_MEASURED = { num_texts: 0, num_tokens: 0, firing: NOTHING, non_firing: NOTHING, correlation: null };

const REMARK =
  'The quality of graphs (stats.json) was measured by Neuron2Graph on held-out top texts only, and counts the padding of short texts as predicted rightly: take it as an upper bound. What it calls correlation is none and was left out.';

/** Reads Neuron2Graph's `stats.json`, `{layer: {neuron: record}}`, as parts `quality` of the neurons' pages. */
export function readQuality(source: Source, key: Pick<PageKey, 'model' | 'service'>, stage: Stage): void {
  const layers = readAs(dictionary, parseLooseJson(readText(source)), 'stats.json');
  let found = 0;
  for (const [layer, neurons] of Object.entries(layers)) {
    const records = v.safeParse(dictionary, neurons);
    for (const [neuron, json] of Object.entries(records.success ? records.output : {})) {
      const record = v.safeParse(RecordSchema, json);
      const isPlace = /^\d+$/.test(layer) && /^\d+$/.test(neuron);
      if (record.success && isPlace) {
        const quality = qualityOf(record.output);
        stage.part({ ...key, layer: Number(layer), neuron: Number(neuron) }, 'quality', quality);
        found += 1;
      } else {
        stage.skip(`${source.name}, neuron ${neuron} of layer ${layer}`, 'has no figures: its evaluation failed');
      }
    }
  }
  if (found > 0) stage.remark(REMARK);
}

function qualityOf({ firing, nonFiring }: v.InferOutput<typeof RecordSchema>): Quality {
  const [positive, negative] = [classOf(firing), classOf(nonFiring)];
  return {
    top: {
      num_texts: HELD_OUT_TEXTS,
      num_tokens: positive.count + negative.count,
      firing: positive,
      non_firing: negative,
      correlation: null,
    },
    random: NOT_MEASURED,
  };
}

function classOf({ precision, recall, ...others }: v.InferOutput<typeof ClassSchema>) {
  const count = Math.max(0, Math.round(others.count ?? others.support ?? 0));
  return { precision, recall, f1: others.f1_score ?? others['f1-score'], count };
}
