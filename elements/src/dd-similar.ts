import type { Neuron2Graph } from '@deepdecipher/client';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Target } from './navigate-event.ts';
import { shareBar, shareBarStyles } from './share-bar.ts';
import { targetLink } from './target-link.ts';
import { theme } from './theme.styles.ts';

const FIRST = 6;

const styles = css`
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13.5em), 1fr));
    gap: 0 2em;
  }

  li {
    display: flex;
    gap: 1em;
    align-items: center;
    padding-block: 0.1em;
  }

  .place {
    flex: none;
    min-width: 5em;
  }

  .more {
    margin-top: 0.4em;
  }
`;

/**
 * @summary Neurons of the same model with similar patterns, the most similar first.
 *
 * @event dd-navigate - The user chose a neuron.
 *
 * @csspart row - One neuron.
 *
 * @cssproperty --dd-positive-color - Colour of the bars.
 */
export class DdSimilar extends LitElement {
  static override styles = [theme, shareBarStyles, styles];
  static override properties = {
    model: {},
    similar: { attribute: false },
    linkTo: { attribute: false },
    follow: { attribute: false },
    showsAll: { state: true },
  };

  declare model: string;
  /** Neurons and their similarity, from 0 to 1, as the wire has them. */
  declare similar: Neuron2Graph['similar'];
  declare linkTo: ((target: Target) => string | undefined) | undefined;
  /** Goes to a neuron in place where there is no address for it and the host does not go there. */
  declare follow: ((target: Target) => void) | undefined;
  declare private showsAll: boolean;

  constructor() {
    super();
    this.model = '';
    this.similar = [];
    this.showsAll = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('similar')) this.showsAll = false;
  }

  protected override render() {
    if (this.similar.length === 0) return html`<p class="quiet">No neuron has similar patterns.</p>`;
    // The sort is stable: ties keep the order of the wire.
    const sorted = this.similar.toSorted((a, b) => b.similarity - a.similarity);
    const shown = this.showsAll ? sorted : sorted.slice(0, FIRST);
    return html`<ul>
        ${shown.map(
          ({ layer, neuron, similarity }) =>
            html`<li part="row">
              <span class="place">${targetLink(this, { model: this.model, layer, neuron }, `L${layer}N${neuron}`)}</span>
              ${shareBar(similarity, similarity)}
            </li>`,
        )}
      </ul>
      ${
        sorted.length > FIRST
          ? html`<button type="button" class="link more" aria-expanded=${this.showsAll} @click=${this.#toggleAll}>
              ${this.showsAll ? `Show the first ${FIRST}` : `Show all ${sorted.length}`}
            </button>`
          : nothing
      }`;
  }

  #toggleAll(): void {
    this.showsAll = !this.showsAll;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-similar': DdSimilar;
  }
}
