import {
  formatNumber,
  type Neuron2Graph,
  type NeuronData,
  type NeuronExplainer,
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
const MAX_EXPLANATION = 400;
const MAX_SIMILAR = 4;
/** What wrote an explanation from Neuron2Graph's patterns alone. */
const PATTERNS = 'patterns';
const CORRELATION = 'ev_correlation_score';

/**
 * A neuron in a few lines of Markdown: where it is; what it means, by its explanation or else by its texts; one line of
 * evidence; similar neurons if any are known.
 *
 * @param links ready Markdown links, shown behind the place
 */
export function neuronMarkdown(neuron: NeuronData, links: readonly string[]): string {
  const { reference, neuroscope, neuron2graph, neuronExplainer } = neuron;
  const place = [`**${tokenCode(reference.model)}**`, `layer ${reference.layer}`, `neuron ${reference.neuron}`];
  const page = neuroscope.status === 'ready' ? neuroscope.data : undefined;
  const explanation = neuronExplainer.status === 'ready' ? explained(neuronExplainer.data) : '';
  const lines = [
    [...place, ...links].join(' · '),
    explanation,
    page && explanation === '' ? meaning(page) : '',
    neuroscope.status === 'ready' ? evidence(neuroscope.data) : plainWords(neuroscope.message),
    neuron2graph.status === 'ready' ? similar(neuron2graph.data) : '',
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

/** An explanation and its score. In one from patterns, what stands in guillemets are labels of tokens. */
function explained({ explanation, explainer, score, score_kind: kind = CORRELATION }: NeuronExplainer): string {
  const sentence = clipEnd(explanation.trim().replace(/\.$/, ''), MAX_EXPLANATION);
  if (sentence === '') return '';
  const words = explainer === PATTERNS ? wordsWithTokens(sentence) : plainWords(sentence);
  const measure = kind === CORRELATION ? 'correlation' : `${kind.replaceAll('_', ' ')} score`;
  const author = explainer === PATTERNS ? 'from its patterns' : explainer && `by ${explainer}`;
  const told = [score === null ? 'not scored' : `${measure} ${formatNumber(score)}`, author].filter(Boolean).join(', ');
  return `${words} (${plainWords(told)})`;
}

function wordsWithTokens(sentence: string): string {
  return sentence
    .split(/«(.+?)»/u)
    .map((piece, index) => {
      if (index % 2 === 1) return tokenCode(clipEnd(piece, MAX_TOKEN));
      // Two code spans that touched would be read as one.
      if (piece.trim() === '') return piece === '' && index === 0 ? '' : ' ';
      return `${/^\s/.test(piece) ? ' ' : ''}${plainWords(piece)}${/\s$/.test(piece) ? ' ' : ''}`;
    })
    .join('')
    .trim();
}

function similar({ similar }: Neuron2Graph): string {
  if (similar.length === 0) return '';
  const nearest = similar.toSorted((a, b) => b.similarity - a.similarity).slice(0, MAX_SIMILAR);
  const named = nearest.map(({ layer, neuron, similarity }) => `L${layer}N${neuron} (${formatNumber(similarity)})`);
  return `Similar: ${named.join(', ')}`;
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
