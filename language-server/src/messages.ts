import type { Settings } from './settings.ts';

/** What a language client may say in `initializationOptions`. */
export interface InitializationOptions extends Partial<Settings> {
  /**
   * A command of the editor that opens a neuron; its argument is a `NeuronReference`. Hovers then carry a `command:`
   * link, so name it only if the editor follows such links.
   */
  readonly openNeuronCommand?: string;
}

/** Notification from client to server, without parameters: ask the API anew before any answer that is kept is given. */
export const REFRESH_METHOD = 'deepdecipher/refresh';
