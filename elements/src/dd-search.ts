import { type SearchTerm, staleWords } from '@deepdecipher/client';
import { initialState, Task, TaskStatus } from '@lit/task';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ElementClient } from './element-client.ts';
import { formatCount } from './format-count.ts';
import type { Target } from './navigate-event.ts';
import { targetLink } from './target-link.ts';
import { theme } from './theme.styles.ts';

const PAGE = 60;

const KINDS: readonly (readonly [SearchTerm['kind'], string])[] = [
  ['any', 'fires on it or after it'],
  ['activating', 'fires on it'],
  ['important', 'fires after it'],
];

const styles = css`
  form {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    align-items: center;
  }

  input,
  select,
  .go {
    padding: 0.15em 0.5em;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
    background: transparent;
  }

  select {
    font: inherit;
    color: inherit;
  }

  option {
    background: var(--_background);
  }

  input {
    flex: 0 1 12em;
    min-width: 6em;
    font-family: var(--_code);
  }

  .go:hover {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  .found {
    min-height: 1.5em;
    padding-top: 0.35em;
  }

  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(5em, 1fr));
    gap: 0.1em 1em;
  }

  .failed strong {
    color: var(--_error);
  }
`;

/**
 * @summary Finds the neurons of a model that have a token in their patterns.
 *
 * @event dd-navigate - The user chose a neuron.
 *
 * @csspart found - What was found, or why nothing was.
 */
export class DdSearch extends LitElement {
  static override styles = [theme, styles];
  static override properties = {
    model: { reflect: true },
    client: { attribute: false },
    linkTo: { attribute: false },
    term: { attribute: false },
    limit: { state: true },
  };

  declare model: string;
  declare client: ElementClient | undefined;
  declare linkTo: ((target: Target) => string | undefined) | undefined;
  /** What is looked for; the user's own once there is one. */
  declare term: SearchTerm | undefined;
  declare private limit: number;

  #isInterrupted = false;

  readonly #task = new Task(this, {
    args: () => [this.client, this.model, this.term] as const,
    task: ([client, model, term], { signal }) =>
      client && model && term ? client.search(model, [term], { signal }) : initialState,
  });

  constructor() {
    super();
    this.model = '';
    this.limit = PAGE;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The task keeps a failure as its state; nobody awaits the run.
    if (this.#isInterrupted) void this.#task.run();
    this.#isInterrupted = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#isInterrupted = this.#isPending;
    this.#task.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('term') || changed.has('model')) this.limit = PAGE;
  }

  protected override render() {
    const { kind = 'any', token = '' } = this.term ?? {};
    return html`<form role="search" @submit=${this.#handleSubmit}>
        <input type="search" required aria-label="Token" placeholder="token" autocapitalize="off" autocomplete="off" spellcheck="false" .value=${token} />
        <select aria-label="Which neurons">
          ${KINDS.map(([value, words]) => html`<option value=${value} ?selected=${value === kind}>${words}</option>`)}
        </select>
        <button type="submit" class="go">Find</button>
      </form>
      <div class="found" part="found" aria-busy=${this.#isPending}>${this.#found()}</div>`;
  }

  get #isPending(): boolean {
    return this.#task.status === TaskStatus.PENDING;
  }

  #found(): unknown {
    return this.#task.render({
      initial: () => nothing,
      pending: () => html`<p class="quiet" role="status">Searching…</p>`,
      complete: (answer) =>
        answer.found
          ? html`${answer.stale ? html`<p class="quiet">${staleWords(answer.stale)}</p>` : nothing}${this.#neurons(answer.value.neurons)}`
          : html`<p class="quiet" role="status">${answer.message}</p>`,
      error: (error) =>
        html`<p class="failed" role="alert"><strong>Could not search.</strong> ${error instanceof Error ? error.message : String(error)}</p>`,
    });
  }

  #neurons(neurons: readonly { readonly layer: number; readonly neuron: number }[]): TemplateResult {
    const rest = neurons.length - this.limit;
    return html`<p class="quiet" role="status">${neurons.length === 0 ? 'No neuron has this token in its patterns.' : formatCount(neurons.length, 'neuron')}</p>
      <ul>
        ${neurons
          .slice(0, this.limit)
          .map(
            ({ layer, neuron }) =>
              html`<li>${targetLink(this, { model: this.model, layer, neuron }, `L${layer}N${neuron}`)}</li>`,
          )}
      </ul>
      ${rest > 0 ? html`<button type="button" class="link" @click=${this.#showMore}>${Math.min(PAGE, rest)} more of ${rest}</button>` : nothing}`;
  }

  #showMore(): void {
    this.limit += PAGE;
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const token = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    const chosen = this.renderRoot.querySelector('select')?.value;
    const [kind] = KINDS.find(([value]) => value === chosen) ?? KINDS[0] ?? ['any'];
    // A new object searches anew, after a failure too.
    if (token !== '') this.term = { kind, token };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-search': DdSearch;
  }
}
