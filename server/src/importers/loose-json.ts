import * as v from 'valibot';
import { UnreadableSourceError } from './import-error.ts';

// A string, which stays as it is, or a bare word that Python writes for numbers that JSON does not have.
const STRING_OR_BARE = /"[^"\\]*(?:\\.[^"\\]*)*"|\bNaN\b|-?\bInfinity\b/gs;

/** Parses JSON as Python writes it: the bare words NaN and Infinity stand for null. @throws {UnreadableSourceError} */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    try {
      return JSON.parse(text.replace(STRING_OR_BARE, (match) => (match.startsWith('"') ? match : 'null'))) as unknown;
    } catch (error) {
      throw new UnreadableSourceError('is not valid JSON (cut off, or no JSON at all)', { cause: error });
    }
  }
}

/** Takes JSON as what a form says it is. @throws {UnreadableSourceError} that names the place that differs */
export function readAs<TSchema extends v.GenericSchema>(
  schema: TSchema,
  json: unknown,
  form: string,
): v.InferOutput<TSchema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  // Positions in lists are left out, so that the same fault in many places is one reason.
  const place = v.getDotPath(issue)?.replace(/(^|\.)\d+(?=\.|$)/g, '[]') ?? 'its root';
  throw new UnreadableSourceError(`is no ${form}: at ${place}, ${lowerFirst(issue.message)}`, { cause: result.issues });
}

/** A list of strings; checked in one pass, for lists of a thousand tokens. */
export const strings = v.custom<string[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'expected a list of strings',
);

/** A list of finite numbers. */
export const numbers = v.custom<number[]>(
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'number'),
  'expected a list of numbers',
);

/** A JSON object with any keys, also such as `constructor`, which a record of the validator leaves out. */
export const dictionary = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** A number, or null where Python wrote NaN; null where it is absent. */
export const looseNumber = v.optional(v.nullable(v.number()), null);

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
