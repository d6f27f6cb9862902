import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { createSimilarityIndex, type SimilarityIndex, tokensOfPage } from '../src/similarity/index.ts';
import type { NeuronIndex } from '../src/wire/index.ts';
import { type Neuron2Graph, Neuron2GraphModelSchema, Neuron2GraphSchema } from '../src/wire/neuron2graph.ts';

const DATASET = path.resolve(import.meta.dirname, '../../examples/data/py-solu-2l.db');

const ReplySchema = v.object({ data: v.unknown() });
const RowSchema = v.object({ layer: v.number(), neuron: v.number(), body: v.instance(Uint8Array) });

describe('similarity in the example dataset', function () {
  // Parses a thousand pages.
  this.timeout(60_000);

  let index: SimilarityIndex;
  let pages: { place: NeuronIndex; page: Neuron2Graph }[];

  before(() => {
    const dataset = new DatabaseSync(DATASET, { readOnly: true });
    const read = <Schema extends v.GenericSchema>(schema: Schema, where: string) =>
      dataset
        .prepare(`SELECT layer, neuron, body FROM page WHERE service = 'neuron2graph' AND ${where}`)
        .all()
        .map((row) => {
          const { layer, neuron, body } = v.parse(RowSchema, row);
          const reply: unknown = JSON.parse(gunzipSync(body).toString());
          return { place: { layer, neuron }, page: v.parse(schema, v.parse(ReplySchema, reply).data) };
        });
    const [model] = read(Neuron2GraphModelSchema, 'layer = -1');
    assert.ok(model, 'the dataset has no neuron2graph page of the model; record it anew');
    index = createSimilarityIndex(model.page);
    pages = read(Neuron2GraphSchema, 'neuron >= 0');
    assert.ok(pages.length > 0);
    dataset.close();
  });

  it('is what the recorder stored with each neuron', () => {
    const found = pages.map(({ place }) =>
      index.similar(place, { threshold: 0.4 }).map(({ layer, neuron, similarity }) => ({
        layer,
        neuron,
        similarity: Number(similarity.toFixed(4)),
      })),
    );
    assert.ok(found.some((list) => list.length > 0));
    assert.deepEqual(
      found,
      pages.map(({ page }) => page.similar),
    );
  });

  it('takes from the page of a neuron the tokens that the page of the model has, but for rounding', () => {
    let [all, different] = [0, 0];
    for (const { place, page } of pages) {
      const own = tokensOfPage(page);
      const indexed = index.tokens(place) ?? { activating: new Map(), important: new Map() };
      for (const kind of ['activating', 'important'] as const) {
        const tokens = new Set([...own[kind].keys(), ...indexed[kind].keys()]);
        all += tokens.size;
        different += [...tokens].filter((token) => own[kind].has(token) !== indexed[kind].has(token)).length;
      }
    }
    assert.ok(different <= all / 100, `${different} of ${all} differ`);
  });
});
