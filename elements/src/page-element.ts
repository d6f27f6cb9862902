import { type Answer, type Metadata, type Stale, staleWords } from '@deepdecipher/client';
import { initialState, Task, TaskStatus } from '@lit/task';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ElementClient } from './element-client.ts';
import type { Target } from './navigate-event.ts';
import { styles } from './page-element.styles.ts';
import { type NavigationHost, targetLink } from './target-link.ts';
import { theme } from './theme.styles.ts';

/** What an element has to show of the model, layer or neuron that it was asked for. */
type PageState<T> =
  | { readonly kind: 'unasked' }
  /** `previous` is what stood there before, if anything. */
  | { readonly kind: 'pending'; readonly previous: T | undefined }
  /** `stale` says why what stands there is an older copy. */
  | { readonly kind: 'ready'; readonly data: T; readonly stale?: Stale | undefined }
  | { readonly kind: 'absent'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * What `dd-neuron`, `dd-layer` and `dd-model` have in common: they draw `data` if it is what they are asked for, else load
 * it with `client`; a new question aborts the one before, and what stands there stays until the answer is in.
 */
export abstract class PageElement<T extends { readonly metadata: Metadata }>
  extends LitElement
  implements NavigationHost
{
  static override styles = [theme, styles];
  static override properties: PropertyDeclarations = {
    model: { reflect: true },
    client: { attribute: false },
    data: { attribute: false },
    linkTo: { attribute: false },
  };

  /** Name of the model. @default that of `data` */
  declare model: string;
  /** Loads what is asked for and not in `data`. A new client loads anew. */
  declare client: ElementClient | undefined;
  /** Drawn at once if it is what is asked for. */
  declare data: T | undefined;
  declare linkTo: ((target: Target) => string | undefined) | undefined;

  /** What was drawn last; it stands until the next page is there. */
  #previous: T | undefined;
  #isInterrupted = false;

  readonly #task = new Task(this, {
    args: () => {
      const { model, layer, neuron } = this.asked() ?? {};
      return [this.#given() ? undefined : this.client, model, layer, neuron] as const;
    },
    task: ([client, model, layer, neuron], { signal }) =>
      client && model ? this.load(client, { model, layer, neuron }, signal) : initialState,
  });

  constructor() {
    super();
    this.model = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#isInterrupted) this.#run();
    this.#isInterrupted = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#isInterrupted = this.#task.status === TaskStatus.PENDING;
    this.#task.abort();
  }

  /** What the properties name; `undefined` if too little is set. */
  protected abstract asked(): Target | undefined;
  /** What `data` is about. */
  protected abstract targetOf(data: T): Target;
  protected abstract load(client: ElementClient, target: Target, signal: AbortSignal): Promise<Answer<T>>;
  protected abstract renderPage(data: T): TemplateResult;
  /** Where am I: path and steps. `metadata` is that of the model if it is known. */
  protected abstract renderWhere(target: Target, metadata: Metadata | undefined): TemplateResult;

  protected override render() {
    const state = this.#state();
    if (state.kind === 'unasked') return nothing;
    if (state.kind === 'ready') this.#previous = state.data;
    const target = this.asked() ?? (state.kind === 'ready' ? this.targetOf(state.data) : undefined);
    if (!target) return nothing;
    const known = this.#previous?.metadata;
    return html`<article aria-label=${this.#label(target)}>
      <nav class="where" part="where" aria-label="Place in the model">
        ${this.renderWhere(target, known?.name === target.model ? known : undefined)}
      </nav>
      <div class="content" part="content" aria-busy=${state.kind === 'pending'}>${this.#content(state)}</div>
    </article>`;
  }

  /** A link to the model or layer that this one is in; its name alone where the host has no place for that. */
  protected upward(target: Target, name: string): TemplateResult {
    const hasPlace = this.linkTo === undefined || this.linkTo(target) !== undefined;
    return html`<span>${hasPlace ? targetLink(this, target, name) : name}</span>`;
  }

  /** A button or link to a neighbour, or its place where there is none. */
  protected step(target: Target | undefined, sign: string, label: string): TemplateResult {
    if (target) return targetLink(this, target, sign, { label, kind: 'step' });
    return html`<button type="button" class="step" aria-disabled="true" aria-label=${label}>${sign}</button>`;
  }

  #given(): T | undefined {
    if (!this.data) return undefined;
    const asked = this.asked();
    if (!asked) return this.model ? undefined : this.data;
    const { model, layer, neuron } = this.targetOf(this.data);
    return asked.model === model && asked.layer === layer && asked.neuron === neuron ? this.data : undefined;
  }

  #state(): PageState<T> {
    const given = this.#given();
    if (given) return { kind: 'ready', data: given };
    if (!this.asked()) return { kind: 'unasked' };
    const { status, value, error } = this.#task;
    if (status === TaskStatus.COMPLETE && value) {
      return value.found
        ? { kind: 'ready', data: value.value, stale: value.stale }
        : { kind: 'absent', message: value.message };
    }
    if (status === TaskStatus.ERROR && !this.#isInterrupted) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    return { kind: 'pending', previous: this.#previous };
  }

  #content(state: Exclude<PageState<T>, { kind: 'unasked' }>): TemplateResult {
    switch (state.kind) {
      case 'ready':
        return html`${state.stale ? this.#age(state.stale) : nothing}${this.renderPage(state.data)}`;
      case 'pending':
        return state.previous
          ? this.renderPage(state.previous)
          : html`<p class="pending quiet" role="status">Loading…</p>`;
      case 'absent':
        return html`<div class="problem" role="status"><strong>Not there.</strong> ${state.message}</div>`;
      case 'failed':
        return html`<div class="problem failed" role="alert">
          <strong>Could not load.</strong> ${state.message}
          <div><button type="button" class="retry" @click=${this.#run}>Retry</button></div>
        </div>`;
    }
  }

  #age(stale: Stale): TemplateResult {
    return html`<p class="quiet age" role="status">
      ${staleWords(stale)}
      <button type="button" class="link" @click=${this.#run}>Ask again</button>
    </p>`;
  }

  #label({ model, layer, neuron }: Target): string {
    if (layer === undefined) return `Model ${model}`;
    return neuron === undefined ? `Layer ${layer} of ${model}` : `Neuron ${neuron} of layer ${layer} of ${model}`;
  }

  // The task keeps the error as its state; nobody awaits the run.
  readonly #run = (): void => void this.#task.run();
}
