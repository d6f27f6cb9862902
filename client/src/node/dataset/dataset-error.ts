/** Why a file cannot be read as a dataset. */
export type DatasetProblem =
  | 'missing'
  | 'unreadable'
  | 'not-a-dataset'
  | 'newer-version'
  | 'malformed'
  | 'duplicate-model';

/** All that opening or reading datasets throws. The message is written for the user and names the file. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly problem: DatasetProblem;
  readonly file: string;

  constructor(problem: DatasetProblem, file: string, detail: string, options?: ErrorOptions) {
    super(`${file} ${detail}`, options);
    this.problem = problem;
    this.file = file;
  }
}

// https://sqlite.org/rescode.html
const SQLITE_ERROR = 1;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Runs `read`, turning what SQLite throws into a {@link DatasetError}. */
export function guardDataset<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DatasetError || !(error instanceof Error)) throw error;
    const code = 'errcode' in error ? error.errcode : undefined;
    if (code === SQLITE_NOTADB) {
      throw new DatasetError('not-a-dataset', file, 'is not a DeepDecipher dataset.', { cause: error });
    }
    if (code === SQLITE_ERROR || code === SQLITE_CORRUPT) {
      throw new DatasetError('malformed', file, `is damaged: ${error.message}.`, { cause: error });
    }
    throw new DatasetError('unreadable', file, `cannot be read: ${error.message}.`, { cause: error });
  }
}
