/** Where a link leads: a neuron, a layer (no `neuron`) or a model (neither). */
export interface Target {
  readonly model: string;
  readonly layer?: number | undefined;
  readonly neuron?: number | undefined;
}

/**
 * The user wants to go to another neuron, layer or model. Cancelable: `preventDefault()` says that the host goes there
 * itself; else a link with an address is followed, and an element with a client goes there in place if it can.
 */
export class NavigateEvent extends Event {
  static readonly type = 'dd-navigate';
  readonly reference: Target;

  constructor(reference: Target) {
    super(NavigateEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.reference = reference;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'dd-navigate': NavigateEvent;
  }
}
