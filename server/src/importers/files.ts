import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ImportError, UnreadableSourceError } from './import-error.ts';
import type { Source } from './importer.ts';

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The files below a folder whose path within it, with `/` on every system, `isWanted`; by name, numbers by value.
 *
 * @param what is looked for, in words
 * @throws {ImportError} if there is no such folder or nothing wanted in it
 */
export function listFiles(folder: string, isWanted: (name: string) => boolean, what: string): Source[] {
  const entries = guard(folder, () => readdirSync(folder, { recursive: true, withFileTypes: true }));
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  const wanted = names.filter(isWanted).sort(collator.compare);
  if (wanted.length === 0) {
    const found = names.length === 0 ? 'it is empty' : `it holds ${names.length} other files, such as ${names[0]}`;
    throw new ImportError('nothing-to-read', `there is no ${what} in ${folder}: ${found}.`);
  }
  return wanted.map((name) => ({ name, path: path.join(folder, name) }));
}

/** Named files as sources. @throws {ImportError} if one is missing or no file */
export function namedFiles(files: readonly string[]): Source[] {
  for (const file of files) {
    if (!guard(file, () => statSync(file)).isFile()) {
      throw new ImportError('nothing-to-read', `${file} is a folder. Name the files in it.`);
    }
  }
  return [...new Set(files)].map((file) => ({ name: file, path: file }));
}

/** A whole file as UTF-8; what is none becomes U+FFFD. @throws {UnreadableSourceError} if it cannot be read or is empty */
export function readBytes({ path: file }: Source): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UnreadableSourceError(`cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  if (bytes.length === 0) throw new UnreadableSourceError('is empty');
  return isUtf8(bytes) ? bytes : Buffer.from(bytes.toString());
}

/** A whole file as text. @throws {UnreadableSourceError} if it cannot be read or is empty */
export function readText({ path: file }: Source): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UnreadableSourceError(`cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  if (text.trim() === '') throw new UnreadableSourceError('is empty');
  return text;
}

function guard<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ImportError('nothing-to-read', `cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** What the system says, without the path, which differs from file to file. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^(\w+: [^,]*),.*$/, '$1');
}
