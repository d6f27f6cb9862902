import { ApiStatusError, ApiUnreachableError } from '../errors.ts';
import type { Reply, Transport, TransportOptions } from '../transports/transport.ts';
import { createAnswerStore, decompress } from './answers/answer.ts';
import { createApi } from './answers/api.ts';
import { answerRequest } from './answers/request.ts';
import { createCatalogue } from './dataset/catalogue.ts';
import { openDataset } from './dataset/dataset.ts';
import { DatasetError } from './dataset/dataset-error.ts';

/** Answers from a dataset file, without a server. The file is open, and nobody can write to it, until it is closed. */
export interface DatasetTransport extends Transport, Disposable {
  /** Closes the file; no path is answered after that. */
  close(): void;
}

// The client keeps what it is given; this is for callers without a cache.
const CACHE_BYTES = 4 * 2 ** 20;
const NOT_FOUND = 404;
const DAMAGED = 500;

/**
 * A transport over a dataset file, for Node 24: the same answers as those of a server that serves this file alone. What
 * cannot be read of a damaged file is an {@link ApiStatusError} with status 500.
 *
 * @throws {DatasetError} if the file is missing, unreadable, or no dataset of this version
 */
export function datasetTransport(file: string): DatasetTransport {
  const dataset = openDataset(file);
  const catalogue = createCatalogue([dataset]);
  // A page that turns out damaged within `all` is said to be so in its place.
  const api = createApi(catalogue, createAnswerStore(CACHE_BYTES), () => {});
  const { version } = catalogue;

  let isClosed = false;

  function close(): void {
    if (!isClosed) dataset.close();
    isClosed = true;
  }

  async function reply(path: string, etag: string | undefined): Promise<Reply> {
    const answer = await answerRequest(catalogue, api, path);
    if (!answer.found) {
      if (answer.status === NOT_FOUND) return { kind: 'absent', message: answer.message };
      throw new ApiStatusError(path, answer.status, answer.message);
    }
    if (etag !== undefined && etag.replace(/^W\//, '') === answer.etag) return { kind: 'not-modified', version };
    const body = await decompress(await answer.gzipped());
    return { kind: 'page', body: body.toString(), etag: answer.etag, version };
  }

  return {
    address: file,
    async get(path: string, { signal, etag }: TransportOptions = {}): Promise<Reply> {
      signal?.throwIfAborted();
      if (isClosed) throw new ApiUnreachableError(file + path, { reason: 'the file has been closed' });
      try {
        const result = await reply(path, etag);
        signal?.throwIfAborted();
        return result;
      } catch (error) {
        signal?.throwIfAborted();
        throw error instanceof ApiStatusError ? error : failure(path, file, error);
      }
    },
    close,
    [Symbol.dispose]: close,
  };
}

function failure(path: string, file: string, cause: unknown): Error {
  if (cause instanceof DatasetError && cause.problem !== 'malformed') return new ApiUnreachableError(file, { cause });
  const detail = cause instanceof DatasetError ? cause.message : `The page is damaged in ${file}.`;
  return new ApiStatusError(path, DAMAGED, detail);
}
