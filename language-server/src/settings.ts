import * as v from 'valibot';
import type { InitializationOptions } from './messages.ts';

/** The section `deepdecipher` of an editor's settings. */
export interface Settings {
  /** Address of the API, e.g. `http://127.0.0.1:8410`. */
  readonly apiUrl: string;
  /** Model of references that name none; empty for the first model of the API. */
  readonly defaultModel: string;
}

export const DEFAULT_SETTINGS: Settings = { apiUrl: 'http://127.0.0.1:8410', defaultModel: '' };

const apiUrl = v.pipe(v.string(), v.trim(), v.regex(/^https?:\/\/[^/]/, 'it must begin with http:// or https://'));
const defaultModel = v.pipe(v.string(), v.trim());

const entries = { apiUrl: v.exactOptional(apiUrl), defaultModel: v.exactOptional(defaultModel) };

// An editor that knows nothing of the section sends null.
const SettingsSchema = v.nullish(v.object(entries), {});
const InitializationSchema = v.nullish(v.object({ ...entries, openNeuronCommand: v.exactOptional(v.string()) }), {});

/** Settings that cannot be used: `message` names the setting, what was found and what is wanted. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
}

/** Reads the settings as an editor sends them; what it leaves out is taken from `defaults`. @throws {InvalidSettingsError} */
export function readSettings(value: unknown, defaults: Settings): Settings {
  return { ...defaults, ...read(SettingsSchema, value) };
}

/** Reads `initializationOptions`: settings, and what the editor is able to do. @throws {InvalidSettingsError} */
export function readInitializationOptions(value: unknown): Settings & InitializationOptions {
  return { ...DEFAULT_SETTINGS, ...read(InitializationSchema, value) };
}

function read<TSchema extends v.GenericSchema>(schema: TSchema, value: unknown): v.InferOutput<TSchema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = ['deepdecipher', v.getDotPath(issue)].filter(Boolean).join('.');
  throw new InvalidSettingsError(`The setting ${name} is ${JSON.stringify(issue.input)}: ${issue.message}.`, {
    cause: new v.ValiError(result.issues),
  });
}
