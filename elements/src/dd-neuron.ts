import {
  type Answer,
  formatNumber,
  type Metadata,
  type NeuronData,
  type NeuroscopeNeuron,
  type Part,
  peakTokens,
  type Sample,
  tokenLabel,
} from '@deepdecipher/client';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { styles } from './dd-neuron.styles.ts';
import type { ElementClient } from './element-client.ts';
import { missingPart } from './missing-part.ts';
import type { Target } from './navigate-event.ts';
import { PageElement } from './page-element.ts';
import { rangeOfTexts } from './scale.ts';
import { navigate } from './target-link.ts';

const HEADLINE_TOKENS = 5;

/**
 * @summary One neuron: where it is, what it does, its patterns, the texts that show it, similar neurons, its numbers.
 *
 * @event dd-navigate - The user wants to go to another neuron, layer or model; see {@link NavigateEvent}.
 *
 * @csspart where - Model, layer, neuron, previous and next.
 * @csspart content - All that is drawn of the neuron.
 * @csspart meaning - On which tokens the texts peak, where there is no explanation.
 * @csspart samples - Texts from lower quantiles.
 *
 * @cssproperty --dd-min-height - Space kept before the first neuron is there.
 * @cssproperty --dd-text-color - Colour of text; all greys are mixed from it.
 * @cssproperty --dd-accent-color - Links and focus.
 * @cssproperty --dd-font-family - Font of all but tokens.
 * @cssproperty --dd-font-size - Size of text.
 */
export class DdNeuron extends PageElement<NeuronData> {
  static override styles = [...PageElement.styles, styles];
  static override properties = {
    layer: { type: Number, reflect: true },
    neuron: { type: Number, reflect: true },
  };

  declare layer: number | undefined;
  declare neuron: number | undefined;

  readonly #follow = (target: Target) => this.follow(target);

  follow({ model, layer, neuron }: Target): void {
    if (!this.client || layer === undefined || neuron === undefined) return;
    this.model = model;
    this.layer = layer;
    this.neuron = neuron;
  }

  protected asked(): Target | undefined {
    const { model, layer, neuron } = this;
    // An attribute that was removed leaves null.
    return model && typeof layer === 'number' && typeof neuron === 'number' ? { model, layer, neuron } : undefined;
  }

  protected targetOf(data: NeuronData): Target {
    return data.reference;
  }

  protected load(client: ElementClient, target: Target, signal: AbortSignal): Promise<Answer<NeuronData>> {
    const { model, layer = 0, neuron = 0 } = target;
    return client.neuron({ model, layer, neuron }, { signal });
  }

  protected renderWhere(target: Target, metadata: Metadata | undefined): TemplateResult {
    const { model, layer = 0, neuron = 0 } = target;
    const last = metadata && metadata.layer_size - 1;
    const handleSubmit = (event: SubmitEvent) => {
      event.preventDefault();
      const input = this.renderRoot.querySelector<HTMLInputElement>('input');
      if (input && input.valueAsNumber !== neuron) navigate(this, { model, layer, neuron: input.valueAsNumber });
    };
    const next = last === undefined || neuron < last ? { model, layer, neuron: neuron + 1 } : undefined;
    return html`<div class="path">
        ${this.upward({ model }, model)}
        ${this.upward({ model, layer }, `layer ${layer}`)}
        <form class="jump" @submit=${handleSubmit}>
          <label>neuron
            <input
              type="number"
              inputmode="numeric"
              required
              min="0"
              step="1"
              max=${last ?? nothing}
              .value=${live(String(neuron))}
              title=${last === undefined ? nothing : `Neurons 0 to ${last}`}
            /></label>
        </form>
      </div>
      ${this.step(neuron > 0 ? { model, layer, neuron: neuron - 1 } : undefined, '‹', 'Previous neuron')}
      ${this.step(next, '›', 'Next neuron')}`;
  }

  protected renderPage({ neuroscope, neuron2graph, neuronExplainer, metadata }: NeuronData): TemplateResult {
    const page = neuroscope.status === 'ready' ? neuroscope.data : undefined;
    const graph = neuron2graph.status === 'ready' ? neuron2graph.data : undefined;
    const explanation = neuronExplainer.status === 'ready' ? neuronExplainer.data : undefined;
    return html`${explanation ? html`<dd-explanation .explanation=${explanation}></dd-explanation>` : failure(neuronExplainer)}
      ${page && !explanation ? html`<p class="meaning" part="meaning">${meaning(page)}</p>` : nothing}
      ${
        graph
          ? html`<section><dd-graph .graph=${graph.graph} .quality=${graph.quality}></dd-graph></section>`
          : failure(neuron2graph)
      }
      ${neuroscope.status === 'ready' ? this.#texts(neuroscope.data, explanation !== undefined) : missingPart(neuroscope)}
      ${
        graph && graph.similar.length > 0
          ? html`<section>
              <h3>Similar neurons</h3>
              <dd-similar .model=${metadata.name} .similar=${graph.similar} .linkTo=${this.linkTo} .follow=${this.#follow}></dd-similar>
            </section>`
          : nothing
      }
      <section>
        ${page && !page.statistics ? html`<p class="quiet">No statistics were recorded for this neuron.</p>` : nothing}
        <dd-stats .statistics=${page?.statistics} .histogram=${page?.histogram} .metadata=${metadata}></dd-stats>
      </section>`;
  }

  #texts(page: NeuroscopeNeuron, isExplained: boolean): TemplateResult | typeof nothing {
    const { texts, samples = [] } = page;
    if (texts.length === 0 && samples.length === 0)
      return isExplained ? html`<p class="quiet">${meaning(page)}</p>` : nothing;
    const range = rangeOfTexts(texts);
    return html`<section>
      ${isExplained ? html`<p class="peaks">${meaning(page)}</p>` : nothing}
      ${texts.length > 0 ? html`<dd-snippets .texts=${texts}></dd-snippets>` : nothing}
      ${
        samples.length > 0
          ? html`<details class="samples" part="samples">
        <summary>Texts from lower quantiles</summary>
        ${samples.map((sample) => html`<dd-snippets .texts=${sample.texts} .range=${range} .label=${bandOf(sample)}></dd-snippets>`)}
      </details>`
          : nothing
      }
    </section>`;
  }
}

/** What a part says that failed; nothing for one that the dataset lacks. */
function failure(part: Part<unknown>): TemplateResult | typeof nothing {
  return part.status === 'failed' ? missingPart(part) : nothing;
}

function bandOf({ min_quantile: low, max_quantile: high }: Sample): string {
  return `Quantiles ${low} to ${high} of all texts’ maxima`;
}

/** What the neuron does, as far as its texts alone can say. */
function meaning({ texts, statistics }: NeuroscopeNeuron): TemplateResult {
  const { minimum, maximum } = statistics ?? rangeOfTexts(texts);
  if (texts.length > 0 && minimum !== null && minimum === maximum) {
    return html`Constant: its activation is ${formatNumber(minimum)} on every token seen.`;
  }
  if (texts.length === 0) return html`No texts were recorded for this neuron.`;
  const where = texts.length === 1 ? 'in its only text' : `in its ${texts.length} top texts`;
  const peaks = peakTokens(texts);
  if (peaks.length === 0) return html`Never above zero ${where}.`;
  const rest = peaks.length - HEADLINE_TOKENS;
  return html`Peaks on
    ${peaks
      .slice(0, HEADLINE_TOKENS)
      .map(
        ({ token, count }) =>
          html`<span class="peak"><span class="chip">${tokenLabel(token)}</span> <span class="times">${count}×</span></span> `,
      )}
    <span class="times">${rest > 0 ? `and ${rest} ${rest === 1 ? 'other' : 'others'} ` : ''}${where}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-neuron': DdNeuron;
  }
}
