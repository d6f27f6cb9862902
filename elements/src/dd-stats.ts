import { formatNumber, type Histogram, type Metadata, type Provenance, type Statistics } from '@deepdecipher/client';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { styles } from './dd-stats.styles.ts';
import { formatCount } from './format-count.ts';
import { histogram, histogramStyles } from './histogram.ts';
import { theme } from './theme.styles.ts';

/**
 * @summary A neuron's statistics, the histogram of its activations, and how they came about.
 *
 * @csspart statistics - The list of statistics.
 * @csspart histogram - How many tokens have which activation.
 * @csspart provenance - The list that says how the dataset was recorded.
 */
export class DdStats extends LitElement {
  static override styles = [theme, histogramStyles, styles];
  static override properties = {
    statistics: { attribute: false },
    histogram: { attribute: false },
    metadata: { attribute: false },
    open: { type: Boolean },
  };

  declare statistics: Statistics | undefined;
  declare histogram: Histogram | undefined;
  /** Of the model; its provenance is shown. */
  declare metadata: Metadata | undefined;
  /** Whether the provenance is unfolded at first. */
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  protected override render() {
    const { statistics, histogram: bins, metadata } = this;
    return html`${statistics || bins ? html`<h3 class="heading">Activation</h3>` : nothing}
      ${bins ? histogram(bins) : nothing} ${statistics ? statisticsTable(statistics) : nothing}
      ${metadata ? provenanceTable(metadata, this.open) : nothing}`;
  }
}

// Eight, so that every row is full in one column, in two and in four.
function statisticsTable(statistics: Statistics): TemplateResult {
  const { fraction_positive: fraction, num_tokens: count, variance } = statistics;
  const why = variance === 0 ? 'Undefined: the activation is constant' : 'Not recorded';
  return html`<dl class="numbers" part="statistics">
    ${measure('Maximum', statistics.maximum, why)} ${measure('Minimum', statistics.minimum, why)}
    ${measure('Mean', statistics.mean, why)}
    ${measure('Standard deviation', variance === null ? null : Math.sqrt(variance), why)}
    ${measure('Skewness', statistics.skewness, why)} ${measure('Kurtosis', statistics.kurtosis, why)}
    ${entry('Tokens above zero', fraction === null ? missing(why) : `${formatNumber(fraction * 100)} %`)}
    ${entry('Tokens seen', count === null ? missing('Not recorded') : count.toLocaleString('en-US'))}
  </dl>`;
}

function provenanceTable({ provenance, dataset }: Metadata, isOpen: boolean): TemplateResult {
  const source = provenance?.source ?? dataset;
  const seen = provenance && amounts(provenance);
  return html`<details part="provenance" ?open=${isOpen}>
    <summary><span class="heading">Provenance</span> <span class="quiet gist">${seen ? `${source}; ${seen}` : source}</span></summary>
    <dl class="prose">
      ${entry('Text', source)}
      ${
        provenance
          ? rows(provenance, seen).map(([name, value]) => (value ? entry(name, value) : nothing))
          : entry('Recording', 'The dataset does not say how it was recorded.')
      }
    </dl>
  </details>`;
}

function amounts({ num_texts: texts, num_tokens: tokens }: Provenance): string {
  const parts = [];
  if (tokens !== undefined) parts.push(formatCount(tokens, 'token'));
  if (texts !== undefined) parts.push(formatCount(texts, 'text'));
  return parts.join(' in ');
}

function rows(provenance: Provenance, seen: string | undefined): (readonly [string, string | undefined])[] {
  return [
    ['Seen', seen],
    ['Revision', provenance.revision],
    ['Taken at', provenance.hook],
    ['Normalisation', provenance.normalisation],
    ['Special tokens', provenance.special_tokens],
    ['Precision', provenance.activation_precision],
    ['Recorded', provenance.recorded_at?.replace(/T.*$/, '')],
    ['Recorder', provenance.recorder],
    ['Licence', provenance.licence],
  ];
}

function measure(name: string, value: number | null, why: string): TemplateResult {
  return entry(name, value === null ? missing(why) : formatNumber(value));
}

function missing(why: string): TemplateResult {
  return html`<span title=${why}>–<span class="visually-hidden">${why}</span></span>`;
}

function entry(name: string, value: unknown): TemplateResult {
  return html`<div class="entry">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-stats': DdStats;
  }
}
