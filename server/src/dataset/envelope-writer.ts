import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Page } from './dataset.ts';

// Chosen by `npm run bench -- import`: each level above costs more time than it saves space on numbers.
const LEVEL = 1;
// Room for the whole of most pages at once.
const CHUNK = 2 ** 18;
// RFC 1952: magic number, deflate, no flags, no time, no extra flags, system unknown.
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/**
 * The front of a stored page, `{"data":PAGE`, deflated up to a byte boundary, so that {@link sealPage} can put any
 * metadata behind it without compressing PAGE again.
 */
export type PageFront = Uint8Array;

/** Packs a page whose model's metadata are not known yet. `page` is JSON text without white space between its tokens. */
export function packFront(page: string | Uint8Array): PageFront {
  const front = Buffer.concat([Buffer.from('{"data":'), Buffer.from(page)]);
  return deflateRawSync(front, { level: LEVEL, chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH });
}

/** Gives back the page, JSON text. */
export function unpackFront(front: PageFront): Buffer {
  return inflateFront(front).subarray('{"data":'.length);
}

/** Completes a page with metadata (JSON text): the bytes and the tag that dataset.sql asks for. */
export function sealPage(front: PageFront, metadata: string): Page {
  const text = inflateFront(front);
  const rest = Buffer.from(`,"metadata":${metadata}}`);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(rest, crc32(text)), 0);
  trailer.writeUInt32LE((text.length + rest.length) % 2 ** 32, 4);
  return {
    body: Buffer.concat([GZIP_HEADER, front, deflateRawSync(rest), trailer]),
    etag: `"${createHash('sha256').update(text).update(rest).digest('hex').slice(0, 32)}"`,
  };
}

function inflateFront(front: PageFront): Buffer {
  return inflateRawSync(front, { chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH });
}
