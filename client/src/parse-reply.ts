import * as v from 'valibot';
import { InvalidReplyError } from './errors.ts';

/**
 * Makes a value of a reply's text: the one place where bytes become trusted values.
 *
 * @throws {InvalidReplyError} naming what is wrong and the path in the document
 */
export function parseReply<T>(request: string, body: string, read: (json: unknown) => T): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    const start = body.trimStart().slice(0, 1);
    const problem =
      start === '<' ? 'it is a web page. Is the address that of an API?' : 'it is not JSON, or not all of it';
    throw new InvalidReplyError(request, problem, { cause });
  }
  try {
    return read(json);
  } catch (cause) {
    if (!(cause instanceof v.ValiError)) throw cause;
    const [issue] = cause.issues;
    throw new InvalidReplyError(request, `${v.getDotPath(issue) ?? 'the root'}: ${issue.message}`, { cause });
  }
}
