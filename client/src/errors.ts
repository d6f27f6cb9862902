/**
 * Everything that the client throws, apart from an aborted signal's own reason, which passes untouched.
 * "Not there" (404) is no error: see {@link Answer}.
 */
export abstract class DeepDecipherError extends Error {
  abstract override readonly name: 'ApiUnreachableError' | 'ApiStatusError' | 'InvalidReplyError';
  /** The address or path that was asked for. */
  readonly request: string;

  constructor(message: string, request: string, options?: ErrorOptions) {
    super(message, options);
    this.request = request;
  }
}

/**
 * No whole answer came: connection refused, name unknown, reset, timed out, broken off, or forbidden by the browser. `reason`
 * says which where that is known, else `cause` does.
 */
export class ApiUnreachableError extends DeepDecipherError {
  override readonly name = 'ApiUnreachableError';
  readonly reason: string | undefined;

  /** @param reason in a few words that stand in brackets */
  constructor(request: string, { reason, ...options }: ErrorOptions & { readonly reason?: string | undefined } = {}) {
    const why = reason === undefined ? '' : ` (${reason})`;
    super(
      `The DeepDecipher API does not answer at ${request}${why}. Is it running, and is the address right?`,
      request,
      options,
    );
    this.reason = reason;
  }
}

/** The API answered with a status that is neither success, nor 304, nor 404. */
export class ApiStatusError extends DeepDecipherError {
  override readonly name = 'ApiStatusError';
  readonly status: number;
  /** What the API said, already shortened; may be empty. */
  readonly detail: string;

  constructor(request: string, status: number, detail: string) {
    super(`The DeepDecipher API answered ${status} for ${request}${detail ? `: ${detail}` : ''}`, request);
    this.status = status;
    this.detail = detail;
  }
}

/** The API answered, but not with what its contract says: no JSON, or a document of another shape. */
export class InvalidReplyError extends DeepDecipherError {
  override readonly name = 'InvalidReplyError';
  /** What is wrong, and where in the document. */
  readonly problem: string;

  constructor(request: string, problem: string, options?: ErrorOptions) {
    super(`The answer for ${request} is not what a DeepDecipher API sends: ${problem}`, request, options);
    this.problem = problem;
  }
}

const NAMES: ReadonlySet<string> = new Set<DeepDecipherError['name']>([
  'ApiUnreachableError',
  'ApiStatusError',
  'InvalidReplyError',
]);

/** Whether `error` is one of this family; also true for an instance made by another copy of this module. */
export function isDeepDecipherError(error: unknown): error is ApiUnreachableError | ApiStatusError | InvalidReplyError {
  return error instanceof Error && NAMES.has(error.name) && 'request' in error;
}
