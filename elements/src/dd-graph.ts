import { formatNumber, type Neuron2Graph, tokenLabel } from '@deepdecipher/client';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { styles } from './dd-graph.styles.ts';
import { columnWidths, graphEdges, rowsOf } from './graph-edges.ts';
import { type GraphLayout, layOut, type PlacedNode, pathsThrough } from './graph-layout.ts';
import { graphQuality, graphQualityStyles } from './graph-quality.ts';
import { theme } from './theme.styles.ts';
import { tokenColours } from './token-colours.styles.ts';

const FIRST = 6;
const MOST = 12;
// A longer label is cut; the line above the graph gives it whole.
const LONGEST_LABEL = 18;
const SHORTEST_LABEL = 5;

/**
 * @summary The patterns on which a neuron fires, as a graph: what it fires on at the right, what must stand before at the left.
 *
 * @csspart quality - How well the patterns predict the neuron.
 * @csspart readout - The line that says what the colours mean, or what leads to the token pointed at.
 * @csspart graph - The columns of tokens.
 *
 * @cssproperty --dd-positive-color - Hue of the tokens that the neuron fires on.
 * @cssproperty --dd-negative-color - Hue of the tokens before them.
 * @cssproperty --dd-code-font-family - Font of the tokens, of fixed width.
 */
export class DdGraph extends LitElement {
  static override styles = [theme, tokenColours, graphQualityStyles, styles];
  static override properties = {
    graph: { attribute: false },
    quality: { attribute: false },
    active: { state: true },
    showsMore: { state: true },
  };

  declare graph: Neuron2Graph['graph'] | undefined;
  /** How well the patterns predict the neuron. */
  declare quality: Neuron2Graph['quality'];
  /** Index of the token that is pointed at or walked to. */
  declare private active: number | undefined;
  declare private showsMore: boolean;

  constructor() {
    super();
    this.showsMore = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('graph')) return;
    this.active = undefined;
    this.showsMore = false;
  }

  protected override render() {
    if (!this.graph) return nothing;
    const layout = layOut(this.graph, this.showsMore ? MOST : FIRST);
    return html`<div class="top">
        <h3>Patterns</h3>
        ${this.quality ? graphQuality(this.quality) : nothing}
      </div>
      ${layout.columns.length === 0 ? html`<p class="quiet">No pattern was found.</p>` : this.#drawing(layout)}`;
  }

  #drawing(layout: GraphLayout): TemplateResult {
    const lit = this.active === undefined ? undefined : pathsThrough(this.active, layout);
    const { column, space } = columnWidths(layout);
    const labels = layout.columns.flat().map(({ token }) => [...tokenLabel(token)].length);
    const characters = Math.max(SHORTEST_LABEL, Math.min(LONGEST_LABEL, Math.max(...labels)));
    const sizes = `--columns:${layout.columns.length};--rows:${rowsOf(layout)};--space:${space}%;--column:${column / 100};--characters:${characters}`;
    return html`${this.#readout(layout)}
      <div class="scroll">
        <div
          class=${classMap({ graph: true, single: layout.columns.length === 1 })}
          part="graph"
          role="listbox"
          tabindex="0"
          aria-label="Patterns: tokens that the neuron fires on, and tokens before them"
          aria-orientation="horizontal"
          aria-activedescendant=${this.active === undefined ? nothing : 'active'}
          .style=${sizes}
          @pointerover=${this.#handlePointer}
          @pointerdown=${this.#handlePointer}
          @pointerleave=${this.#handleLeave}
          @focus=${this.#handleFocus}
          @blur=${this.#handleLeave}
          @keydown=${(event: KeyboardEvent) => this.#handleKey(event, layout)}
        >
          ${layout.columns.length > 1 ? graphEdges(layout, lit) : nothing}
          ${layout.columns.map((nodes, index) => this.#column(nodes, index, lit)).reverse()}
        </div>
      </div>
      ${layout.longest > FIRST ? this.#more(layout) : nothing}`;
  }

  #column(nodes: readonly PlacedNode[], column: number, lit: ReadonlySet<number> | undefined): TemplateResult {
    const name = columnName(column);
    return html`<div class="column" role="group" aria-label=${name}>
      <div class="name quiet" aria-hidden="true">${name}</div>
      <div class="nodes">
        ${nodes.map(({ index, token, importance }) => {
          const isActive = index === this.active;
          const label = tokenLabel(token);
          const kind = {
            node: true,
            positive: column === 0,
            negative: column > 0,
            faded: lit !== undefined && !lit.has(index),
            active: isActive,
          };
          return html`<div
            class=${classMap(kind)}
            role="option"
            id=${isActive ? 'active' : nothing}
            aria-selected=${isActive}
            aria-label=${`${label}, ${measureName(column)} ${formatNumber(importance)}${this.#before(index)}`}
            data-node=${index}
            .style=${`--strength:${importance.toFixed(3)}`}
          ><span class="label">${label}</span></div>`;
        })}
      </div>
    </div>`;
  }

  #readout({ columns }: GraphLayout): TemplateResult {
    const node = columns.flat().find(({ index }) => index === this.active);
    if (!node) {
      return html`<p class="readout quiet" part="readout">
        <span class="swatch positive"></span>strength<span class="tail"> of firing</span>
        ${columns.length > 1 ? html`<span class="swatch negative"></span>importance<span class="tail"> of what comes before</span>` : nothing}
      </p>`;
    }
    return html`<p class="readout" part="readout">
      <span class="chip">${tokenLabel(node.token)}</span> <strong>${formatNumber(node.importance)}</strong>
      <span class="quiet">${measureName(node.column)}${this.#before(node.index)}</span>
    </p>`;
  }

  /** What must stand before a token, in words. */
  #before(index: number): string {
    const before = this.graph?.graph[index]?.required ?? [];
    const tokens = before.map((earlier) => this.graph?.graph[earlier]?.token).filter((token) => token !== undefined);
    return tokens.length === 0 ? '' : `, after ${tokens.map(tokenLabel).join(' or ')}`;
  }

  #more({ longest }: GraphLayout): TemplateResult {
    return html`<p class="more">
      <button type="button" class="link" aria-expanded=${this.showsMore} @click=${this.#toggleMore}>
        ${this.showsMore ? 'Show fewer tokens' : 'Show more tokens'}
      </button>
      ${this.showsMore && longest > MOST ? html`<span class="quiet">the ${MOST} most important of each column</span>` : nothing}
    </p>`;
  }

  #toggleMore(): void {
    this.showsMore = !this.showsMore;
    this.active = undefined;
  }

  #handlePointer(event: PointerEvent): void {
    const node = event.target instanceof Element ? event.target.closest<HTMLElement>('.node') : null;
    if (node) this.active = Number(node.dataset['node']);
  }

  #handleLeave(): void {
    if (!this.renderRoot.querySelector('.graph:focus')) this.active = undefined;
  }

  #handleFocus(): void {
    const [first] = this.renderRoot.querySelectorAll<HTMLElement>('.node.positive');
    if (this.active === undefined && first) this.active = Number(first.dataset['node']);
  }

  #handleKey(event: KeyboardEvent, { columns }: GraphLayout): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const node = columns.flat().find(({ index }) => index === this.active) ?? columns[0]?.[0];
    if (!node) return;
    const isRow = columns.length === 1;
    const to = (column: number, row: number) => {
      const nodes = columns[column] ?? columns[node.column] ?? [];
      return nodes[Math.max(0, Math.min(nodes.length - 1, row))];
    };
    let next: PlacedNode | undefined;
    if (event.key === 'ArrowUp' || (isRow && event.key === 'ArrowLeft')) next = to(node.column, node.row - 1);
    else if (event.key === 'ArrowDown' || (isRow && event.key === 'ArrowRight')) next = to(node.column, node.row + 1);
    else if (event.key === 'ArrowLeft') next = to(node.column + 1, node.row);
    else if (event.key === 'ArrowRight') next = to(node.column - 1, node.row);
    else if (event.key === 'Home') next = to(node.column, 0);
    else if (event.key === 'End') next = to(node.column, Number.MAX_SAFE_INTEGER);
    else return;
    event.preventDefault();
    this.active = next?.index;
  }
}

function columnName(column: number): string {
  if (column === 0) return 'fires on';
  return column === 1 ? 'after' : 'earlier';
}

function measureName(column: number): string {
  return column === 0 ? 'strength' : 'importance';
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-graph': DdGraph;
  }
}
