import type { Answer, Metadata, ModelData } from '@deepdecipher/client';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { ElementClient } from './element-client.ts';
import { formatCount } from './format-count.ts';
import { missingPart } from './missing-part.ts';
import type { Target } from './navigate-event.ts';
import { PageElement } from './page-element.ts';
import { targetLink } from './target-link.ts';

const SEARCH_SERVICE = 'neuron2graph-search';

const styles = css`
  .layers {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1.2em;
  }

  section > h3 {
    padding-bottom: 0.15em;
  }
`;

/**
 * @summary One model: what it is, its layers, its most important neurons, how they were recorded.
 *
 * @event dd-navigate - The user wants to go to a neuron or a layer; see {@link NavigateEvent}.
 *
 * @csspart where - The model's name.
 * @csspart content - All that is drawn of the model.
 */
export class DdModel extends PageElement<ModelData> {
  static override styles = [...PageElement.styles, styles];

  protected asked(): Target | undefined {
    return this.model ? { model: this.model } : undefined;
  }

  protected targetOf({ metadata }: ModelData): Target {
    return { model: metadata.name };
  }

  protected load(client: ElementClient, { model }: Target, signal: AbortSignal): Promise<Answer<ModelData>> {
    return client.model(model, { signal });
  }

  protected renderWhere({ model }: Target): TemplateResult {
    return html`<div class="path"><h2>${model}</h2></div>`;
  }

  protected renderPage({ metadata, neuroscope }: ModelData): TemplateResult {
    const { name: model, num_layers: layers, layer_size: size } = metadata;
    return html`<p>${facts(metadata)}</p>
      <section>
        <h3>Layers</h3>
        <ul class="layers">
          ${Array.from({ length: layers }, (_, layer) => html`<li>${targetLink(this, { model, layer }, `layer ${layer}`)} <span class="quiet">${formatCount(size, 'neuron')}</span></li>`)}
        </ul>
      </section>
      ${this.#search(metadata)}
      <section>
        <h3>Most important neurons</h3>
        ${neuroscope.status === 'ready' ? this.#ranking(model, neuroscope.data) : missingPart(neuroscope)}
      </section>
      <section><dd-stats .metadata=${metadata} open></dd-stats></section>`;
  }

  /** Left out where the API has no tokens to search, or nobody to be asked. */
  #search({ name: model, available_services: services }: Metadata): TemplateResult | typeof nothing {
    if (!this.client || !services.includes(SEARCH_SERVICE)) return nothing;
    return html`<section>
      <h3>Neurons by token</h3>
      <dd-search .model=${model} .client=${this.client} .linkTo=${this.linkTo}></dd-search>
    </section>`;
  }

  #ranking(model: string, { important_neurons: neurons, peak_tokens: tokens }: ReadyModel): TemplateResult {
    return html`<dd-ranking .model=${model} .neurons=${neurons} .peakTokens=${tokens} .linkTo=${this.linkTo} show-layer></dd-ranking>`;
  }
}

type ReadyModel = Extract<ModelData['neuroscope'], { status: 'ready' }>['data'];

function facts(metadata: Metadata): string {
  return [
    `${formatCount(metadata.num_layers, 'layer')} of ${formatCount(metadata.layer_size, 'neuron')}`,
    `${metadata.activation_function} activation`,
    formatCount(metadata.num_total_parameters, 'parameter'),
    `text: ${metadata.dataset}`,
  ].join(' · ');
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-model': DdModel;
  }
}
