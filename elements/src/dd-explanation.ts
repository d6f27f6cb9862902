import { formatNumber, type NeuronExplainer, tokenLabel } from '@deepdecipher/client';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { visible } from './snippet.ts';
import { theme } from './theme.styles.ts';

/** What wrote an explanation from Neuron2Graph's patterns alone; it sets tokens in guillemets. */
const PATTERNS = 'patterns';
const CORRELATION = 'ev_correlation_score';

const styles = css`
  .sentence {
    font-size: 1.15em;
    line-height: 1.6;
    overflow-wrap: anywhere;
  }

  .score {
    padding-top: 0.1em;
  }
`;

/**
 * @summary What a neuron does, in a sentence; how good that sentence is; who wrote it.
 *
 * @csspart sentence - The explanation.
 * @csspart score - Its score, what the score is, and who wrote the explanation.
 */
export class DdExplanation extends LitElement {
  static override styles = [theme, styles];
  static override properties = { explanation: { attribute: false } };

  /** Nothing is drawn without one. */
  declare explanation: NeuronExplainer | undefined;

  protected override render() {
    if (!this.explanation) return nothing;
    const { explanation, explainer } = this.explanation;
    return html`<p class="sentence" part="sentence">${explainer === PATTERNS ? withTokens(explanation) : visible(explanation)}</p>
      <p class="score" part="score">${score(this.explanation)} <span class="quiet">${author(explainer)}</span></p>`;
  }
}

/** The sentence with what stands in guillemets, labels of tokens, drawn as tokens. */
function withTokens(sentence: string): unknown[] {
  return sentence
    .split(/«(.+?)»/su)
    .map((piece, index) => (index % 2 === 0 ? visible(piece) : html`<span class="chip">${tokenLabel(piece)}</span>`));
}

function score({ score, score_kind: kind = CORRELATION, scored_on: texts }: NeuronExplainer): TemplateResult {
  if (score === null) return html`<span class="quiet">Not scored</span>`;
  const isCorrelation = kind === CORRELATION;
  const what = isCorrelation ? 'of predicted with true activations' : `(${visible(kind.replaceAll('_', ' '))})`;
  return html`<span class="quiet">${isCorrelation ? 'Correlation' : 'Score'}</span> <strong>${formatNumber(score)}</strong>
    <span class="quiet">${what}${texts === undefined ? nothing : ` on ${visible(texts)}`}</span>`;
}

function author(explainer: string | undefined): string {
  if (explainer === undefined) return '';
  return explainer === PATTERNS ? '· written from its patterns' : `· written by ${visible(explainer)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-explanation': DdExplanation;
  }
}
