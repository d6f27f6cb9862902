import { formatNumber, type Text, tokenLabel } from '@deepdecipher/client';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { styles } from './dd-snippets.styles.ts';
import { legend } from './legend.ts';
import { type ActivationRange, fullScale, rangeOfTexts } from './scale.ts';
import { fittingSnippet } from './snippet.ts';
import { theme } from './theme.styles.ts';
import { tokenColours } from './token-colours.styles.ts';
import { tokenSpans } from './token-spans.ts';

/** One token: indices of its text among the element's texts and of the token in that text. */
interface Place {
  readonly text: number;
  readonly token: number;
}

const FIRST = 5;
// Two lines, less what wrapping at word ends wastes.
const LINES = 1.75;
// Width of a character in a fixed-width font, in parts of its size.
const CHARACTER_WIDTH = 0.61;
const UNMEASURED_COLUMNS = 60;

/**
 * @summary Texts coloured by a neuron's activation, on one scale for all, cut to what surrounds each maximum.
 *
 * @csspart legend - The scale and its range.
 * @csspart readout - The line that gives the exact value of a token.
 * @csspart text - One text.
 *
 * @cssproperty --dd-positive-color - Hue of activations above zero.
 * @cssproperty --dd-negative-color - Hue of activations below zero.
 * @cssproperty --dd-code-font-family - Font of the tokens, of fixed width.
 * @cssproperty --dd-background-color - What the legend covers when it stays at the top.
 */
export class DdSnippets extends LitElement {
  static override styles = [theme, tokenColours, styles];
  static override properties = {
    texts: { attribute: false },
    range: { attribute: false },
    label: {},
    active: { state: true },
    expanded: { state: true },
    showsAll: { state: true },
    columns: { state: true },
  };

  /** Texts by descending maximum activation, as the wire has them. */
  declare texts: readonly Text[];
  /** The neuron's range. @default the range that the texts carry */
  declare range: ActivationRange | undefined;
  /** Stands in place of the legend, where the same scale is explained elsewhere. */
  declare label: string | undefined;
  declare private active: Place | undefined;
  declare private expanded: ReadonlySet<number>;
  declare private showsAll: boolean;
  declare private columns: number;

  // Observed is the legend's row, whose height does not depend on how many tokens fit: no loop of resizes.
  readonly #resizes = new ResizeObserver(() => this.#measure());
  readonly #observe = (row: Element | undefined): void => {
    this.#resizes.disconnect();
    if (row) this.#resizes.observe(row);
  };

  constructor() {
    super();
    this.texts = [];
    this.expanded = new Set();
    this.showsAll = false;
    this.columns = UNMEASURED_COLUMNS;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('texts')) return;
    this.active = undefined;
    this.expanded = new Set();
    this.showsAll = false;
  }

  protected override render() {
    if (this.texts.length === 0) return html`<p class="quiet">No texts.</p>`;
    const range = this.range ?? rangeOfTexts(this.texts);
    const full = fullScale(range);
    const shown = this.showsAll ? this.texts : this.texts.slice(0, FIRST);
    return html`
      <div class="key" ${ref(this.#observe)}>${this.label === undefined ? legend(range) : html`<span>${this.label}</span>`}${this.#readout()}</div>
      <ol
        @pointerover=${this.#handlePointer}
        @pointerdown=${this.#handlePointer}
        @pointerleave=${this.#handleLeave}
        @keydown=${this.#handleKey}
      >
        ${shown.map((text, index) => this.#text(text, index, full))}
      </ol>
      ${
        this.texts.length > FIRST
          ? html`<button type="button" class="link more" aria-expanded=${this.showsAll} @click=${this.#toggleAll}>
              ${this.showsAll ? `Show the first ${FIRST}` : `Show all ${this.texts.length} texts`}
            </button>`
          : nothing
      }
    `;
  }

  #readout(): TemplateResult {
    const text = this.active && this.texts[this.active.text];
    const token = this.active && text?.tokens[this.active.token];
    const activation = this.active && text?.activations[this.active.token];
    if (!this.active || !text || token === undefined || activation === undefined) {
      const hint = html`Point at a token<span class="keys">, or walk with the arrow keys</span>`;
      return html`<p class="readout quiet" part="readout">${this.label === undefined ? hint : nothing}</p>`;
    }
    return html`<p class="readout" part="readout">
      <span class="chip">${tokenLabel(token)}</span> <strong>${formatNumber(activation)}</strong>
      <span class="quiet">token ${this.active.token + 1} of ${text.tokens.length}</span>
    </p>`;
  }

  #text(text: Text, index: number, full: number): TemplateResult {
    const isExpanded = this.expanded.has(index);
    const active = this.active?.text === index ? this.active.token : undefined;
    const peak = tokenLabel(text.tokens[text.max_activating_token_index] ?? '');
    const { start, end } = isExpanded ? { start: 0, end: text.tokens.length } : fittingSnippet(text, this.columns);
    return html`<li class="text" part="text">
      <span class="measure">
        ${formatNumber(text.max_activation)}
        <span class="index quiet" title="Number of the text in the stream that was read">#${text.data_index}</span>
      </span>
      <div
        class=${classMap({ tokens: true, 'cut-start': start > 0, 'cut-end': end < text.tokens.length })}
        role="listbox"
        tabindex=${(this.active?.text ?? 0) === index ? 0 : -1}
        aria-label=${`Text ${index + 1}, maximum ${formatNumber(text.max_activation)} on ${peak}: ${text.tokens.slice(start, end).join('')}`}
        aria-activedescendant=${active === undefined ? nothing : 'active'}
        aria-orientation="horizontal"
        data-text=${index}
        @focus=${this.#handleFocus}
      >${guard([text, full, start, end, isExpanded, active], () => tokenSpans({ text, full, start, end, active, compact: !isExpanded }))}</div>
      <button
        type="button"
        class="expand"
        aria-expanded=${isExpanded}
        aria-label=${`Whole text ${index + 1}`}
        @click=${() => this.#toggle(index)}
      ></button>
    </li>`;
  }

  #measure(): void {
    const tokens = this.renderRoot.querySelector('.tokens');
    if (!tokens) return;
    const size = Number.parseFloat(getComputedStyle(tokens).fontSize);
    if (tokens.clientWidth > 0 && size > 0) {
      this.columns = Math.floor((tokens.clientWidth / (size * CHARACTER_WIDTH)) * LINES);
    }
  }

  #toggle(index: number): void {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(index)) expanded.add(index);
    this.expanded = expanded;
  }

  #toggleAll(): void {
    this.showsAll = !this.showsAll;
    this.active = undefined;
  }

  #handlePointer(event: PointerEvent): void {
    const place = placeOf(event.target);
    if (place) this.active = place;
  }

  #handleLeave(): void {
    if (!this.renderRoot.querySelector('.tokens:focus')) this.active = undefined;
  }

  #handleFocus(event: FocusEvent): void {
    const text = event.target instanceof HTMLElement ? Number(event.target.dataset['text']) : 0;
    if (this.active?.text !== text) this.#activate(text, this.texts[text]?.max_activating_token_index ?? 0);
  }

  #handleKey(event: KeyboardEvent): void {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('.tokens') : null;
    const tokens = row?.querySelectorAll<HTMLElement>('.token');
    if (!row || !tokens || event.altKey || event.ctrlKey || event.metaKey) return;
    const text = Number(row.dataset['text']);
    const first = Number(tokens[0]?.dataset['token']);
    const last = first + tokens.length - 1;
    const token = this.active?.text === text ? this.active.token : first;
    if (event.key === 'ArrowLeft') this.#activate(text, Math.max(first, token - 1));
    else if (event.key === 'ArrowRight') this.#activate(text, Math.min(last, token + 1));
    else if (event.key === 'Home') this.#activate(text, first);
    else if (event.key === 'End') this.#activate(text, last);
    else if (event.key === 'Enter' || event.key === ' ') this.#toggle(text);
    else if (event.key === 'ArrowUp') this.#focusText(text - 1);
    else if (event.key === 'ArrowDown') this.#focusText(text + 1);
    else return;
    event.preventDefault();
  }

  #activate(text: number, token: number): void {
    this.active = { text, token };
  }

  #focusText(index: number): void {
    this.renderRoot.querySelector<HTMLElement>(`.tokens[data-text="${index}"]`)?.focus();
  }
}

function placeOf(target: EventTarget | null): Place | undefined {
  const token = target instanceof Element ? target.closest<HTMLElement>('.token') : null;
  const row = token?.closest<HTMLElement>('.tokens');
  return token && row ? { text: Number(row.dataset['text']), token: Number(token.dataset['token']) } : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-snippets': DdSnippets;
  }
}
