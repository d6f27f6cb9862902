import {
  type CallOptions,
  type Client,
  type Found,
  isDeepDecipherError,
  type NeuronReference,
  pagePath,
  staleWords,
} from '@deepdecipher/client';
import { type FoundReference, resolveModel } from '@deepdecipher/client/references';
import type { Hover, MarkupContent, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { layerMarkdown } from './layer-markdown.ts';
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
 * The neuron or layer named at `position`: where it is, what it means, one line of evidence. `undefined` where none is named.
 * A neuron or model that is not there, and an API that is away or slow, are answered in words, or with what was
 * seen before and how old it is. A slow request goes on after the budget, so that the next hover finds its answer.
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
  const named = namedNeuronAt(document, document.offsetAt(position), context.client.address);
  if (!named) return undefined;
  const range = { start: document.positionAt(named.start), end: document.positionAt(named.end) };
  const contents = await within(context.budget ?? HOVER_BUDGET, describe(named, context, { signal }), () =>
    describeKept(named, context, signal),
  );
  return contents && { contents, range };
}

/** What was seen before, since the API is too slow. */
async function describeKept(
  named: FoundReference,
  context: HoverContext,
  signal: AbortSignal,
): Promise<MarkupContent | undefined> {
  const slow = `The DeepDecipher API at ${context.client.address} is slow to answer. Hover again in a moment.`;
  return (await describe(named, context, { signal, keptOnly: true })) ?? words(slow);
}

async function describe(
  named: FoundReference,
  context: HoverContext,
  options: CallOptions,
): Promise<MarkupContent | undefined> {
  try {
    const model = await modelOf(named, context, options);
    if (model === undefined) return undefined;
    if (named.kind === 'layer') {
      const layer = await context.client.layer(model, named.reference.layer, options);
      if (!layer.found) return options.keptOnly ? undefined : words(layer.message);
      return { kind: 'markdown', value: layerMarkdown(layer.value) + age(layer) };
    }
    const answer = await context.client.neuron({ ...named.reference, model }, options);
    if (!answer.found) return options.keptOnly ? undefined : words(answer.message);
    return {
      kind: 'markdown',
      value: neuronMarkdown(answer.value, links(answer.value.reference, context)) + age(answer),
    };
  } catch (error) {
    if (isDeepDecipherError(error)) return words(error.message);
    throw error;
  }
}

/** The model that a reference means; `undefined` if it names something that is no model. */
async function modelOf(
  { reference: { model }, modelFrom }: FoundReference,
  { client, defaultModel }: HoverContext,
  options: CallOptions,
): Promise<string | undefined> {
  if (modelFrom === 'default' && defaultModel !== '') return defaultModel;
  const { value: models } = await client.models(options);
  return modelFrom === 'default' ? models[0]?.name : resolveModel(model, new Set(models.map(({ name }) => name)));
}

function links(reference: NeuronReference, { client, openNeuronCommand }: HoverContext): string[] {
  const found: string[] = [];
  if (openNeuronCommand !== undefined) {
    found.push(link('Open', `command:${openNeuronCommand}?${encodeURIComponent(JSON.stringify([reference]))}`));
  }
  if (/^https?:/.test(client.address)) found.push(link('Web page', client.address + pagePath(reference)));
  return found;
}

/** A line that says how old an answer is, if it is a copy that the API could not confirm. */
function age({ stale }: Found<unknown>): string {
  return stale ? `\n\n${plainWords(staleWords(stale))}` : '';
}

// As Markdown, too: VS Code does not break lines of plain text in a hover.
const words = (message: string): MarkupContent => ({ kind: 'markdown', value: plainWords(message) });

/** The result of `work`, or of `late` if it takes longer than `budget` milliseconds; `work` itself is not stopped. */
async function within<T>(budget: number, work: Promise<T>, late: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => late().then(resolve, reject), budget);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
