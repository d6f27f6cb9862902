import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { type Metadata, MetadataSchema } from '../../wire/index.ts';
import { DatasetError } from './dataset-error.ts';
import { hasTokens, SEARCH_SERVICE } from './token-search.ts';

/** A model of a dataset. */
export interface StoredModel {
  readonly metadata: Metadata;
  /** The Metadata object as JSON without white space, members unknown to this program included. */
  readonly json: string;
  /** Services of which the file has something for this model, by name. */
  readonly services: readonly string[];
}

const ModelRowSchema = v.object({ name: v.string(), metadata: v.string() });
const ServiceRowSchema = v.optional(v.object({ service: v.string() }));

/** Reads the models of a dataset in their order. @throws {DatasetError} if one's metadata are not what the API sends */
export function readModels(file: string, database: DatabaseSync): StoredModel[] {
  const rows = database.prepare('SELECT name, metadata FROM model ORDER BY position').all();
  return rows.map((row) => {
    const { name, metadata } = v.parse(ModelRowSchema, row);
    const json: unknown = JSON.parse(metadata);
    return {
      metadata: checkMetadata(file, name, json),
      json: JSON.stringify(json),
      services: readServices(database, name),
    };
  });
}

function checkMetadata(file: string, name: string, json: unknown): Metadata {
  const result = v.safeParse(MetadataSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'the root';
    throw new DatasetError('malformed', file, `has wrong metadata for model ${name}: at ${place}, ${issue.message}.`);
  }
  if (result.output.name !== name) {
    throw new DatasetError('malformed', file, `has metadata of ${result.output.name} for model ${name}.`);
  }
  return result.output;
}

/** The services of a model; those of its pages are each found by one step in the index, not by a pass over all pages. */
function readServices(database: DatabaseSync, model: string): string[] {
  const next = database.prepare('SELECT service FROM page WHERE model = ? AND service > ? ORDER BY service LIMIT 1');
  const services: string[] = [];
  for (;;) {
    const row = v.parse(ServiceRowSchema, next.get(model, services.at(-1) ?? ''));
    if (row === undefined) break;
    services.push(row.service);
  }
  if (hasTokens(database, model)) services.push(SEARCH_SERVICE);
  return services.sort();
}
