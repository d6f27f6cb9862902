/** Why an import cannot go on. */
export type ImportProblem =
  | 'nothing-to-read'
  | 'unfinished-import'
  | 'wrong-target'
  | 'wrong-option'
  | 'unreachable'
  | 'stopped';

/** What ends an import as a whole. The message is written for the user and says what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly problem: ImportProblem;

  constructor(problem: ImportProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** One source is not what its format says; the import goes on without it. The message is the reason in the report. */
export class UnreadableSourceError extends Error {
  override readonly name = 'UnreadableSourceError';
}
