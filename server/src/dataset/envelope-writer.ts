import { createHash } from 'node:crypto';
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Page } from '@deepdecipher/client/node';

/** For pages as they are read: each level above costs more time than it saves space on numbers (`npm run bench -- import`). */
export const FASTEST = 1;
/** What the recorder uses. */
export const BEST = 9;
// Room for the whole of most pages at once; for small ones less, which is sooner had.
const CHUNK = 2 ** 18;
const MIN_CHUNK = 2 ** 10;
// RFC 1952: magic number, deflate, no flags, no time, how well it is compressed, system unknown.
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const EXTRA_FLAGS = 8;
const COMPRESSED_BEST = 2;
const COMPRESSED_FASTEST = 4;

const PREFIX = '{"data":';

/**
 * The front of a stored page, `{"data":PAGE`, deflated up to a byte boundary, so that {@link createSealer} can put any
 * metadata behind it without compressing PAGE again.
 */
export type PageFront = Uint8Array;

/** Packs a page whose model's metadata are not known yet. `page` is JSON text without white space between its tokens. */
export function packFront(page: string | Uint8Array, level = FASTEST): PageFront {
  const text = withPrefix(page);
  return deflateRawSync(text, { level, chunkSize: chunkFor(text), finishFlush: constants.Z_SYNC_FLUSH });
}

// Used again for every page: memory outside of the heap is given back late.
let scratch = Buffer.allocUnsafeSlow(CHUNK);

function withPrefix(page: string | Uint8Array): Buffer {
  const length = PREFIX.length + Buffer.byteLength(page);
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(2 * length);
  scratch.write(PREFIX);
  if (typeof page === 'string') scratch.write(page, PREFIX.length);
  else scratch.set(page, PREFIX.length);
  return scratch.subarray(0, length);
}

/** Gives back the page, JSON text. */
export function unpackFront(front: PageFront): Buffer {
  return inflateFront(front).subarray(PREFIX.length);
}

/** The level at which a stored page was compressed, as its gzip header tells. */
export function levelOf(body: Uint8Array): number {
  return body[EXTRA_FLAGS] === COMPRESSED_BEST ? BEST : FASTEST;
}

/**
 * Makes pages whole with a model's metadata (JSON text): the bytes and the tag that dataset.sql asks for.
 * The function it gives takes a front and the level at which that was packed.
 */
export function createSealer(metadata: string): (front: PageFront, level?: number) => Page {
  const rest = Buffer.from(`,"metadata":${metadata}}`);
  const deflatedRest = deflateRawSync(rest);
  return (front, level = FASTEST) => {
    const text = inflateFront(front);
    const header = GZIP_HEADER.slice();
    header[EXTRA_FLAGS] = level === BEST ? COMPRESSED_BEST : COMPRESSED_FASTEST;
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(rest, crc32(text)), 0);
    trailer.writeUInt32LE((text.length + rest.length) % 2 ** 32, 4);
    return {
      body: Buffer.concat([header, front, deflatedRest, trailer]),
      etag: `"${createHash('sha256').update(text).update(rest).digest('hex').slice(0, 32)}"`,
    };
  };
}

function inflateFront(front: PageFront): Buffer {
  return inflateRawSync(front, { chunkSize: chunkFor(front), finishFlush: constants.Z_SYNC_FLUSH });
}

/** Room for what comes of a buffer in one piece, where it is not very large. */
function chunkFor({ length }: Uint8Array): number {
  return Math.min(CHUNK, Math.max(MIN_CHUNK, 4 * length));
}
