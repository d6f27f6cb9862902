import { type ImportantNeuron, tokenLabel } from '@deepdecipher/client';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Target } from './navigate-event.ts';
import { shareBar, shareBarStyles } from './share-bar.ts';
import { targetLink } from './target-link.ts';
import { theme } from './theme.styles.ts';

const PAGE = 50;

const styles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }

  caption {
    caption-side: bottom;
    padding-top: 0.35em;
    font-size: 0.92em;
    text-align: start;
  }

  th {
    padding: 0.2em 0;
    border-bottom: 1px solid currentColor;
    color: var(--_quiet);
    font-weight: 400;
    text-align: start;
  }

  td {
    padding: 0.22em 0;
    border-bottom: 1px solid var(--_hairline);
  }

  .neuron {
    width: 1%;
    padding-inline-end: 1.5em;
    white-space: nowrap;
  }

  .importance {
    width: 34%;
    padding-inline-start: 1em;
    text-align: end;
  }

  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 0.35em;
  }

  .more {
    margin-top: 0.5em;
  }

  @container (width < 28em) {
    .bar {
      display: none;
    }

    .importance {
      width: 1%;
    }

    .neuron {
      padding-inline-end: 1em;
    }

    .value {
      flex: 1;
    }
  }
`;

interface Row {
  readonly neuron: ImportantNeuron;
  readonly tokens: readonly string[];
}

/**
 * @summary Neurons by descending importance, each with the tokens on which its texts peak; fifty at a time.
 *
 * @event dd-navigate - The user chose a neuron.
 *
 * @csspart row - One neuron.
 *
 * @cssproperty --dd-positive-color - Colour of the bars.
 */
export class DdRanking extends LitElement {
  static override styles = [theme, shareBarStyles, styles];
  static override properties = {
    model: {},
    neurons: { attribute: false },
    peakTokens: { attribute: false },
    showLayer: { type: Boolean, attribute: 'show-layer' },
    linkTo: { attribute: false },
    rows: { state: true },
    limit: { state: true },
  };

  declare model: string;
  /** Neurons and their importance, in any order. */
  declare neurons: readonly ImportantNeuron[];
  /** Parallel to `neurons`. */
  declare peakTokens: readonly (readonly string[])[] | undefined;
  /** Whether the neurons are of several layers. */
  declare showLayer: boolean;
  declare linkTo: ((target: Target) => string | undefined) | undefined;
  declare private rows: readonly Row[];
  declare private limit: number;

  constructor() {
    super();
    this.model = '';
    this.neurons = [];
    this.showLayer = false;
    this.limit = PAGE;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('neurons') && !changed.has('peakTokens')) return;
    this.limit = PAGE;
    this.rows = this.neurons
      .map((neuron, index) => ({ neuron, tokens: this.peakTokens?.[index] ?? [] }))
      .sort((a, b) => b.neuron[1] - a.neuron[1]);
  }

  protected override render() {
    if (this.rows.length === 0) return html`<p class="quiet">No neurons are ranked here.</p>`;
    const most = this.rows[0]?.neuron[1] ?? 0;
    const rest = this.rows.length - this.limit;
    return html`<table>
        <caption class="quiet">Importance: maximum less minimum activation of the neuron’s first text</caption>
        <thead>
          <tr>
            <th scope="col" class="neuron">Neuron</th>
            ${this.peakTokens ? html`<th scope="col">Peaks on</th>` : nothing}
            <th scope="col" class="importance">Importance</th>
          </tr>
        </thead>
        <tbody>
          ${this.rows.slice(0, this.limit).map((row) => this.#row(row, most))}
        </tbody>
      </table>
      ${rest > 0 ? html`<button type="button" class="link more" @click=${this.#showMore}>${Math.min(PAGE, rest)} more of ${rest}</button>` : nothing}`;
  }

  #row({ neuron: [{ layer, neuron }, importance], tokens }: Row, most: number): TemplateResult {
    const share = most > 0 ? Math.max(0, importance / most) : 0;
    const target = { model: this.model, layer, neuron };
    const link = this.showLayer
      ? targetLink(this, target, `L${layer}N${neuron}`)
      : targetLink(this, target, neuron, { label: `Neuron ${neuron} of layer ${layer}` });
    return html`<tr part="row">
      <td class="neuron">${link}</td>
      ${this.peakTokens ? html`<td><div class="chips">${tokens.map((token) => html`<span class="chip">${tokenLabel(token)}</span>`)}</div></td>` : nothing}
      <td class="importance">${shareBar(share, importance)}</td>
    </tr>`;
  }

  #showMore(): void {
    this.limit += PAGE;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-ranking': DdRanking;
  }
}
