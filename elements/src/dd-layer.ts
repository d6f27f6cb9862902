import type { Answer, LayerData, Metadata } from '@deepdecipher/client';
import { html, type TemplateResult } from 'lit';
import type { ElementClient } from './element-client.ts';
import { formatCount } from './format-count.ts';
import { missingPart } from './missing-part.ts';
import type { Target } from './navigate-event.ts';
import { PageElement } from './page-element.ts';

/**
 * @summary One layer: its neurons by importance, with the tokens on which they peak.
 *
 * @event dd-navigate - The user wants to go to a neuron, another layer or the model; see {@link NavigateEvent}.
 *
 * @csspart where - Model, layer, previous and next.
 * @csspart content - All that is drawn of the layer.
 */
export class DdLayer extends PageElement<LayerData> {
  static override properties = { layer: { type: Number, reflect: true } };

  declare layer: number | undefined;

  follow({ model, layer, neuron }: Target): void {
    if (!this.client || layer === undefined || neuron !== undefined) return;
    this.model = model;
    this.layer = layer;
  }

  protected asked(): Target | undefined {
    const { model, layer } = this;
    // An attribute that was removed leaves null.
    return model && typeof layer === 'number' ? { model, layer } : undefined;
  }

  protected targetOf({ metadata, layer }: LayerData): Target {
    return { model: metadata.name, layer };
  }

  protected load(client: ElementClient, { model, layer = 0 }: Target, signal: AbortSignal): Promise<Answer<LayerData>> {
    return client.layer(model, layer, { signal });
  }

  protected renderWhere({ model, layer = 0 }: Target, metadata: Metadata | undefined): TemplateResult {
    const next = metadata === undefined || layer < metadata.num_layers - 1 ? { model, layer: layer + 1 } : undefined;
    return html`<div class="path">
        ${this.upward({ model }, model)}
        <h2>layer ${layer}</h2>
      </div>
      ${this.step(layer > 0 ? { model, layer: layer - 1 } : undefined, '‹', 'Previous layer')}
      ${this.step(next, '›', 'Next layer')}`;
  }

  protected renderPage({ metadata, neuroscope }: LayerData): TemplateResult {
    if (neuroscope.status !== 'ready') return missingPart(neuroscope);
    const { num_neurons: count, important_neurons: neurons, peak_tokens: tokens } = neuroscope.data;
    return html`<p class="quiet">${formatCount(count, 'neuron')}, the most important first</p>
      <dd-ranking .model=${metadata.name} .neurons=${neurons} .peakTokens=${tokens} .linkTo=${this.linkTo}></dd-ranking>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dd-layer': DdLayer;
  }
}
