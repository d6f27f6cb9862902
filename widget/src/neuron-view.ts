import { pagePath } from '@deepdecipher/client';
import { type DdNeuron, NavigateEvent, type Target } from '@deepdecipher/elements';
import { DOMWidgetView } from '@jupyter-widgets/base';
import { mayReach } from './may-reach.ts';
import type { NeuronModel } from './neuron-model.ts';

/** Draws a neuron in an output of the notebook. */
export class NeuronView extends DOMWidgetView {
  declare model: NeuronModel;

  override render(): void {
    super.render();
    const element = document.createElement('dd-neuron');
    // Notebook shortcuts are single letters: typing in the widget must not cut a cell. On the element itself, since that is
    // what JupyterLab takes for the focused one.
    element.setAttribute('data-lm-suppress-shortcuts', 'true');
    element.client = this.model.client;
    element.linkTo = (target) => this.#websiteAddress(target);
    element.addEventListener(NavigateEvent.type, (event) => this.#handleNavigate(event));
    element.addEventListener('keydown', submitOnEnter);
    this.listenTo(this.model, 'change:model change:layer change:neuron', () => this.#show(element));
    this.#show(element);
    this.el.append(element);
  }

  #show(element: DdNeuron): void {
    const { model, layer, neuron } = this.model.traits.reference;
    element.model = model;
    element.layer = layer;
    element.neuron = neuron;
  }

  #handleNavigate(event: NavigateEvent): void {
    event.preventDefault();
    const { model, layer, neuron } = event.reference;
    if (layer !== undefined && neuron !== undefined) {
      this.model.set({ model, layer, neuron });
      this.touch();
      return;
    }
    const address = this.#websiteAddress(event.reference);
    if (address !== undefined) window.open(address, '_blank', 'noopener');
  }

  /** The website's page of a target, for readers who want it beside the notebook. */
  #websiteAddress(target: Target): string | undefined {
    const { api } = this.model.traits;
    return mayReach(window.location.href, api) ? api + pagePath(target) : undefined;
  }
}

/** JupyterLab keeps Enter in a cell's field from submitting the field's form. */
function submitOnEnter(event: KeyboardEvent): void {
  const [field] = event.composedPath();
  if (event.key !== 'Enter' || !(field instanceof HTMLInputElement) || !field.form) return;
  event.preventDefault();
  field.form.requestSubmit();
}
