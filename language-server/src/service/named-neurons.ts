import { type FoundReference, findReferences } from '@deepdecipher/client/references';
import type { TextDocument } from 'vscode-languageserver-textdocument';

// Weak, so that a closed document takes its references with it.
const parsed = new WeakMap<TextDocument, Parsed>();

interface Parsed {
  readonly version: number;
  readonly address: string;
  readonly found: readonly FoundReference[];
}

/**
 * What may name a neuron or a layer in a document, found once per version and address. References without a model have the model `''`; whether
 * the others' models exist is for the caller to ask.
 */
function namedNeurons(document: TextDocument, address: string): readonly FoundReference[] {
  const known = parsed.get(document);
  if (known?.version === document.version && known.address === address) return known.found;
  const found = findReferences(document.getText(), { defaultModel: '', address });
  parsed.set(document, { version: document.version, address, found });
  return found;
}

/** What may name a neuron or a layer at `offset` (UTF-16 units; a cursor at the end of the name counts). */
export function namedNeuronAt(document: TextDocument, offset: number, address: string): FoundReference | undefined {
  return namedNeurons(document, address).find(({ start, end }) => start <= offset && offset <= end);
}
