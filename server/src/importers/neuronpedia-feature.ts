import type { Text } from '@deepdecipher/client';
import type { PageKey } from '@deepdecipher/client/node';
import * as v from 'valibot';
import type { PagePart, Stage } from './importer.ts';
import { numbers, strings } from './loose-json.ts';
import { stageNeuroscope } from './ranking.ts';
import { extremesOf, textOf } from './text.ts';

const EXPLAINER = 'neuron_explainer';

const PartSchema = v.object({ source: v.string(), value: v.looseObject({}) });
const ActivationSchema = v.looseObject({
  tokens: strings,
  values: numbers,
  dataIndex: v.optional(v.nullable(v.union([v.string(), v.number()]))),
});
const ExplanationSchema = v.looseObject({
  description: v.string(),
  explanationModelName: v.optional(v.nullable(v.string())),
  scores: v.optional(
    v.nullable(
      v.array(v.looseObject({ value: v.number(), explanationScoreTypeName: v.optional(v.nullable(v.string())) })),
    ),
  ),
});
type Activation = v.InferOutput<typeof ActivationSchema>;

// Of an activation: the interval of activations that the text was drawn from, and direct feature attribution; of both
// generations.
const KEPT = /^(bin|dfa)(_|[A-Z])/;

/** Makes the pages of one feature of all that the files say of it. */
export function assembleFeature(key: PageKey, parts: readonly PagePart[], stage: Stage): void {
  const name = `feature ${key.neuron} of layer ${key.layer}`;
  const read = parts.map(({ kind, value }) => ({ kind, ...v.parse(PartSchema, value) }));
  const sources = [...new Set(read.map(({ source }) => source))];
  const [source] = sources;
  if (sources.length > 1)
    stage.skip(
      `${name}: ${sources.slice(1).join(', ')}`,
      `belongs to another source of the same layer than ${source}; import it as another model`,
    );
  const own = (kind: string) =>
    read.filter((part) => part.kind === kind && part.source === source).map(({ value }) => value);

  stageTexts(key, own('activation'), name, stage);
  const explanations = own('explanation').map(({ embedding: _, ...explanation }) => explanation);
  stageExplanation(key, explanations, stage);
  stage.page(key, {
    source,
    ...Object.assign({}, ...own('feature')),
    ...(explanations.length > 0 && { explanations }),
  });
}

function stageTexts(key: PageKey, values: readonly object[], name: string, stage: Stage): void {
  const activations: Activation[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    const activation = v.safeParse(ActivationSchema, value);
    if (!activation.success || activation.output.tokens.length !== activation.output.values.length) {
      stage.skip(name, 'a text has tokens or activations that cannot be read, or different numbers of them');
      continue;
    }
    // One text may stand for several intervals; the first, highest, is kept.
    const content = JSON.stringify([activation.output.tokens, activation.output.values]);
    if (!seen.has(content)) activations.push(activation.output);
    seen.add(content);
  }
  if (activations.length === 0) {
    stage.remark('A feature has no texts (it is never active, or its activations are in a file that was not read).');
    return;
  }
  const range = extremesOf(activations.flatMap((activation) => activation.values));
  const texts = activations.map((activation, index): Text => {
    const number = Number(activation.dataIndex ?? Number.NaN);
    const data_index = Number.isInteger(number) && number >= 0 ? number : index;
    const kept = Object.entries(activation).filter(([member, value]) => KEPT.test(member) && value !== null);
    return {
      ...textOf({ tokens: activation.tokens, activations: activation.values, data_index, range }),
      ...Object.fromEntries(kept),
    };
  });
  const { layer, neuron } = key;
  texts.sort((a, b) => b.max_activation - a.max_activation);
  stageNeuroscope(stage, key.model, { neuron_index: { layer, neuron }, texts });
}

function stageExplanation(key: PageKey, explanations: readonly object[], stage: Stage): void {
  const read = explanations.flatMap((explanation) => {
    const result = v.safeParse(ExplanationSchema, explanation);
    return result.success ? [result.output] : [];
  });
  // One that was scored says more than one that was not.
  const first = read.find(({ scores }) => scores?.length) ?? read[0];
  if (first === undefined) return;
  const [score] = first.scores ?? [];
  stage.page(
    { ...key, service: EXPLAINER },
    {
      explanation: first.description.trim(),
      score: score?.value ?? null,
      ...(score?.explanationScoreTypeName && { score_kind: score.explanationScoreTypeName }),
      ...(first.explanationModelName && { explainer: first.explanationModelName }),
    },
  );
}
