import { type Client, isDeepDecipherError, type NeuronReference, neuronPagePath } from '@deepdecipher/client';
import type { Hover, MarkupContent, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { link, plainWords } from './markdown.ts';
import { namedNeuronAt } from './named-neurons.ts';
import { neuronMarkdown } from './neuron-markdown.ts';

/** A hover that comes later than this is of no use: the reader has moved on. */
const HOVER_BUDGET = 1000;

/** What a hover is answered from. */
export interface HoverContext {
  readonly client: Client;
  /** Model of references that name none; empty for the first model of the API. */
  readonly defaultModel: string;
  /** The editor's command that opens a neuron, if it follows `command:` links. */
  readonly openNeuronCommand?: string | undefined;
  /** Milliseconds until there must be an answer. @default 1000 */
  readonly budget?: number;
}

/**
 * The neuron named at `position`: where it is, what it means, one line of evidence. `undefined` where no neuron is named.
 * A neuron or model that is not there, and an API that is away or slow, are answered in words. A slow request goes on
 * after the budget, so that the next hover finds its answer.
 *
 * Cost: one scan per version of the document, then at most two requests, both cached by the client.
 * @throws the signal's reason
 */
export async function doHover(
  document: TextDocument,
  position: Position,
  context: HoverContext,
  { signal }: { readonly signal: AbortSignal },
): Promise<Hover | undefined> {
  signal.throwIfAborted();
  const named = namedNeuronAt(document, document.offsetAt(position));
  if (!named) return undefined;
  const range = { start: document.positionAt(named.start), end: document.positionAt(named.end) };
  const contents = await within(context.budget ?? HOVER_BUDGET, describe(named.reference, context, signal), () =>
    words(`The DeepDecipher API at ${context.client.address} is slow to answer. Hover again in a moment.`),
  );
  return contents && { contents, range };
}

async function describe(
  named: NeuronReference,
  context: HoverContext,
  signal: AbortSignal,
): Promise<MarkupContent | undefined> {
  try {
    const reference = await withModel(named, context, signal);
    if (!reference) return undefined;
    const answer = await context.client.neuron(reference, { signal });
    if (!answer.found) return words(answer.message);
    return { kind: 'markdown', value: neuronMarkdown(answer.value, links(answer.value.reference, context)) };
  } catch (error) {
    if (isDeepDecipherError(error)) return words(error.message);
    throw error;
  }
}

/** The reference with the model it means; `undefined` if it names something that is no model. */
async function withModel(
  named: NeuronReference,
  { client, defaultModel }: HoverContext,
  signal: AbortSignal,
): Promise<NeuronReference | undefined> {
  if (named.model === '' && defaultModel !== '') return { ...named, model: defaultModel };
  const models = await client.models({ signal });
  if (named.model !== '') return models.some(({ name }) => name === named.model) ? named : undefined;
  return models[0] && { ...named, model: models[0].name };
}

function links(reference: NeuronReference, { client, openNeuronCommand }: HoverContext): string[] {
  const found: string[] = [];
  if (openNeuronCommand !== undefined) {
    found.push(link('Open', `command:${openNeuronCommand}?${encodeURIComponent(JSON.stringify([reference]))}`));
  }
  if (/^https?:/.test(client.address)) found.push(link('Web page', client.address + neuronPagePath(reference)));
  return found;
}

// As Markdown, too: VS Code does not break lines of plain text in a hover.
const words = (message: string): MarkupContent => ({ kind: 'markdown', value: plainWords(message) });

/** The result of `work`, or of `late` if it takes longer than `budget` milliseconds; `work` itself is not stopped. */
async function within<T>(budget: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), budget);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
