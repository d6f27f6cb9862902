import * as v from 'valibot';
import { numbers, strings } from './loose-json.ts';

/** A list that stands in a file as JSON, checked and counted without making a value of each element, which would take most of an import's time. */
export interface JsonList<T> {
  /** The list as UTF-8, without blanks between its elements. */
  readonly json: Uint8Array;
  readonly length: number;
  /** Element `index`; `undefined` beyond the list. */
  at(index: number): T | undefined;
  /** All elements. */
  values(): readonly T[];
}

const STRING = String.raw`"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const STRINGS = new RegExp(String.raw`^\[${STRING}(?:, ?${STRING})*\]$`);
const NUMBERS = new RegExp(String.raw`^\[${NUMBER}(?:, ?${NUMBER})*\]$`);

const [QUOTE, COMMA, BACKSLASH, SPACE] = [0x22, 0x2c, 0x5c, 0x20] as const;

/** Reads a list of strings; `undefined` if it is none. @param bytes UTF-8; they are overwritten */
export function stringList(bytes: Buffer): JsonList<string> | undefined {
  return STRINGS.test(bytes.toString('latin1')) ? listText(bytes) : parsedList(strings, bytes);
}

/** Reads a list of finite numbers; `undefined` if it is none. @param bytes UTF-8; they are overwritten */
export function numberList(bytes: Buffer): JsonList<number> | undefined {
  return NUMBERS.test(bytes.toString('latin1')) ? listText(bytes) : parsedList(numbers, bytes);
}

/** A list whose elements are known to be strings or numbers, with at most one blank after each comma; moved together where it stands. */
function listText<T>(bytes: Buffer): JsonList<T> {
  const starts = [1];
  let length = 0;
  let isString = false;
  for (let place = 0; place < bytes.length; place += 1) {
    const code = bytes[place] ?? 0;
    bytes[length] = code;
    length += 1;
    if (code === QUOTE) isString = !isString;
    else if (code === BACKSLASH) {
      // What is escaped, a quote or not, ends no string.
      place += 1;
      bytes[length] = bytes[place] ?? 0;
      length += 1;
    } else if (code === COMMA && !isString) {
      starts.push(length);
      if (bytes[place + 1] === SPACE) place += 1;
    }
  }
  const json = bytes.subarray(0, length);
  const parse = (from: number, to: number): unknown => JSON.parse(json.toString('utf8', from, to));
  return {
    json,
    length: starts.length,
    at(index) {
      const start = starts[index];
      return start === undefined ? undefined : (parse(start, (starts[index + 1] ?? length) - 1) as T);
    },
    values: () => parse(0, length) as T[],
  };
}

/** The same for a list that stands otherwise, such as one with line breaks in it. */
function parsedList<T>(schema: v.GenericSchema<T[]>, bytes: Buffer): JsonList<T> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
  const list = v.safeParse(schema, value);
  if (!list.success) return undefined;
  const { output } = list;
  const json = Buffer.from(JSON.stringify(output));
  return { json, length: output.length, at: (index) => output[index], values: () => output };
}
