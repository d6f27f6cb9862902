import { type FoundReference, findReferences } from '@deepdecipher/client';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** Any name may be a model until the API has said which there are; bare numbers (a date such as 2024/11/22) never are. */
class AnyName extends Set<string> {
  override has(name: string): boolean {
    return /[a-z]/i.test(name);
  }
}

const ANY_NAME = new AnyName();

// Weak, so that a closed document takes its references with it.
const parsed = new WeakMap<TextDocument, { readonly version: number; readonly found: readonly FoundReference[] }>();

/**
 * What may name a neuron in a document, found once per version. References without a model have the model `''`; whether
 * the others' models exist is for the caller to ask.
 */
function namedNeurons(document: TextDocument): readonly FoundReference[] {
  const known = parsed.get(document);
  if (known?.version === document.version) return known.found;
  const found = findReferences(document.getText(), { models: ANY_NAME, defaultModel: '' });
  parsed.set(document, { version: document.version, found });
  return found;
}

/** What may name a neuron at `offset` (UTF-16 units; a cursor at the end of the name counts). */
export function namedNeuronAt(document: TextDocument, offset: number): FoundReference | undefined {
  return namedNeurons(document).find(({ start, end }) => start <= offset && offset <= end);
}
