import { findReferences } from './find.ts';
import type { FoundReference, ReferenceContext } from './types.ts';

/**
 * Reads a reference that stands alone, as a user types or pastes it; white space around it is allowed. `undefined` if it is none, or
 * names a model that is unknown.
 */
export function parseReference(input: string, context: ReferenceContext): FoundReference | undefined {
  const text = input.trim();
  const [first] = findReferences(text, context);
  return first?.start === 0 && first.end === text.length ? first : undefined;
}
