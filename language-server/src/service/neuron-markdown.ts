import {
  formatNumber,
  type NeuronData,
  type NeuroscopeNeuron,
  peakTokens,
  snippetAroundMaximum,
  type Text,
} from '@deepdecipher/client';
import { plainWords, textCode, tokenCode } from './markdown.ts';

const MAX_PEAK_TOKENS = 4;
const TOKENS_BEFORE = 10;
const TOKENS_AFTER = 6;
/** Characters on each side of the peak: with it about as wide as a hover. */
const MAX_CONTEXT = 48;
const MAX_TOKEN = 48;

/**
 * A neuron in three lines of Markdown: where it is, what it means, one line of evidence.
 *
 * @param links ready Markdown links, shown behind the place
 */
export function neuronMarkdown({ reference, neuroscope }: NeuronData, links: readonly string[]): string {
  const place = [`**${tokenCode(reference.model)}**`, `layer ${reference.layer}`, `neuron ${reference.neuron}`];
  const where = [...place, ...links].join(' · ');
  if (neuroscope.status !== 'ready') return `${where}\n\n${plainWords(neuroscope.message)}`;
  return [where, meaning(neuroscope.data), evidence(neuroscope.data)].filter((line) => line !== '').join('\n\n');
}

function meaning({ texts }: NeuroscopeNeuron): string {
  const [first] = texts;
  if (!first) return 'No text was recorded for this neuron.';
  const peaks = peakTokens(texts);
  const named = peaks
    .slice(0, MAX_PEAK_TOKENS)
    .map(({ token, count }) => `${tokenCode(clipEnd(token, MAX_TOKEN))} ${count}×`);
  const others = peaks.length - named.length;
  const where = texts.length === 1 ? 'its only text' : `its ${texts.length} top texts`;
  const summary =
    peaks.length === 0
      ? `Never above 0 in ${where}`
      : `Peaks on ${named.join(', ')}${others > 0 ? ` and ${others} more` : ''} in ${where}`;
  return `${summary}. Range ${formatNumber(first.min_range)} to ${formatNumber(first.max_range)}.`;
}

function evidence({ texts }: NeuroscopeNeuron): string {
  const [text] = texts;
  return text && text.tokens.length > 0 ? markedSnippet(text) : '';
}

/** The text around its maximum on one line, the token of the maximum in bold. */
function markedSnippet(text: Text): string {
  const { start, end } = snippetAroundMaximum(text, TOKENS_BEFORE, TOKENS_AFTER);
  const peak = text.max_activating_token_index;
  const before = clipStart(text.tokens.slice(start, peak).join(''), MAX_CONTEXT, start > 0);
  const after = clipEnd(text.tokens.slice(peak + 1, end).join(''), MAX_CONTEXT, end < text.tokens.length);
  const token = clipEnd(text.tokens[peak] ?? '', MAX_TOKEN);
  // Nothing stands between the three: a space would read as one of the text's own.
  return token === '' ? textCode(before + after) : `${textCode(before)}**${tokenCode(token)}**${textCode(after)}`;
}

function clipEnd(text: string, length: number, cut = false): string {
  const characters = [...text];
  return characters.length > length || cut ? `${characters.slice(0, length).join('')}…` : text;
}

function clipStart(text: string, length: number, cut = false): string {
  const characters = [...text];
  return characters.length > length || cut ? `…${characters.slice(-length).join('')}` : text;
}
