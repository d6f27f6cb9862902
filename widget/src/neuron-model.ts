import { apiPath, type Client, createClient } from '@deepdecipher/client';
import { channelTransport } from '@deepdecipher/client/channel';
import { indexedDbStore } from '@deepdecipher/client/indexed-db';
import { DOMWidgetModel } from '@jupyter-widgets/base';
import { NEURON_DEFAULTS, type NeuronTraits, readTraits, type SyncedPage } from './neuron-traits.ts';
import { notebookTransport } from './notebook-transport.ts';

/** The browser's database in which pages are kept. */
const STORE = 'deepdecipher';

/** The browser's side of a Python `Neuron`: its state and its way to the data. One for all its views. */
export class NeuronModel extends DOMWidgetModel {
  // Set in `initialize`, which the base constructor calls: a field with a value would overwrite it afterwards.
  declare client: Client;

  override defaults() {
    return { ...super.defaults(), ...NEURON_DEFAULTS };
  }

  override initialize(...[attributes, options]: Parameters<DOMWidgetModel['initialize']>): void {
    super.initialize(attributes, options);
    const isLive = () => this.comm_live;
    const kernel = channelTransport({
      address: this.traits.api || 'the notebook’s kernel',
      get closed() {
        return isLive() ? undefined : 'no kernel is connected to this widget';
      },
      send: (message) => this.send({ ...message }),
    });
    this.on('msg:custom', (message: unknown) => kernel.receive(message));
    const transport = notebookTransport({
      page: window.location.href,
      api: this.traits.api,
      kernel,
      synced: () => this.traits.page,
      keep: (page) => this.#keep(page),
    });
    // The state holds the page that is shown; others are asked for again, so that what is shown is what is there now. What was
    // seen is kept for when nobody can be asked, but only of an API: one kernel's dataset file is not another's.
    const { api } = this.traits;
    const store = api === '' ? undefined : indexedDbStore(STORE);
    this.client = createClient({ transport, memorySize: 0, freshFor: 0, store });
  }

  get traits(): NeuronTraits {
    return readTraits(this.attributes);
  }

  /** Makes the page of the neuron that is shown part of the state, so that a saved notebook shows it without a kernel. */
  #keep(page: SyncedPage): void {
    const { model, layer, neuron } = this.traits.reference;
    if (page.path !== apiPath(model, 'all', layer, neuron)) return;
    this.set('_page', page);
    this.save_changes();
  }
}
