import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as v from 'valibot';
import type { StoredPage } from '../cache/store.ts';

/** First word and format of a page's file. Another format gets another number: readers drop what they do not know. */
const FORMAT = 'deepdecipher-page 1';
const NEWLINE = 0x0a;

const HeaderSchema = v.object({
  key: v.string(),
  etag: v.optional(v.string()),
  version: v.optional(v.string()),
  checkedAt: v.number(),
});

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A page as a file: a line with format and SHA-256 of the rest, a line of JSON with all but the body, and the body, gzipped. */
export async function encodePageFile(
  key: string,
  { body, etag, version, checkedAt }: StoredPage,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = Buffer.from(`${JSON.stringify({ key, etag, version, checkedAt })}\n`);
  const content = Buffer.concat([header, await compress(body)]);
  return Buffer.concat([Buffer.from(`${FORMAT} ${digestOf(content)}\n`), content]);
}

/** The page in a file that was written for `key`; nothing if the file is damaged, of another format or another key's. */
export async function decodePageFile(key: string, file: Buffer): Promise<StoredPage | undefined> {
  const contentStart = file.indexOf(NEWLINE) + 1;
  const content = file.subarray(contentStart);
  if (file.toString('latin1', 0, contentStart) !== `${FORMAT} ${digestOf(content)}\n`) return undefined;
  const bodyStart = content.indexOf(NEWLINE) + 1;
  const { key: writtenFor, ...header } = v.parse(HeaderSchema, JSON.parse(content.toString('utf8', 0, bodyStart)));
  if (writtenFor !== key) return undefined;
  return { ...header, body: (await decompress(content.subarray(bodyStart))).toString() };
}
