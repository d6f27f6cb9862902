import { type Client, createClient } from '@deepdecipher/client';
import { type ChannelTransport, channelTransport } from '@deepdecipher/client/channel';
import { indexedDbStore } from '@deepdecipher/client/indexed-db';
import { NavigateEvent } from '@deepdecipher/elements';
import '@deepdecipher/elements/register';
import * as v from 'valibot';
import { type State, type Target, type ToHost, ToPageSchema } from './protocol.ts';

// The one function that the editor gives to a webview's page.
declare function acquireVsCodeApi(): { postMessage(message: ToHost): void; setState(state: State): void };

const host = acquireVsCodeApi();
const post = (message: ToHost) => host.postMessage(message);

let transport: ChannelTransport | undefined;
let client: Client | undefined;
let shown: Target | undefined;

/** Draws `target` with the element for its kind; an element that is already there moves, so that nothing jumps. */
function show(target: Target): void {
  shown = target;
  host.setState({ target });
  if (!client) return;
  const { model, layer, neuron } = target;
  if (layer === undefined) Object.assign(the('dd-model'), { model, client });
  else if (neuron === undefined) Object.assign(the('dd-layer'), { model, layer, client });
  else Object.assign(the('dd-neuron'), { model, layer, neuron, client });
}

/** The page's one element, made anew if it is of another kind. */
function the(name: 'dd-neuron' | 'dd-layer' | 'dd-model'): HTMLElement {
  const [present] = document.body.children;
  if (present instanceof HTMLElement && present.localName === name) return present;
  const element = document.createElement(name);
  document.body.replaceChildren(element);
  return element;
}

function renew(address: string): void {
  transport = channelTransport({ address, send: (message) => post({ type: 'channel', message }) });
  client = createClient({ transport, store: indexedDbStore('deepdecipher') });
  client.cache.expire();
  if (shown) show(shown);
}

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = v.safeParse(ToPageSchema, data);
  if (!message.success) {
    console.warn('A message from the extension was not understood:', v.flatten(message.issues));
    return;
  }
  switch (message.output.type) {
    case 'show':
      show(message.output.target);
      break;
    case 'renew':
      renew(message.output.address);
      break;
    case 'channel':
      transport?.receive(message.output.message);
  }
});

document.addEventListener(NavigateEvent.type, (event) => {
  if (!(event instanceof NavigateEvent)) return;
  event.preventDefault();
  const { model, layer, neuron } = event.reference;
  const target = { model, ...(layer !== undefined && { layer }), ...(neuron !== undefined && { neuron }) };
  show(target);
  post({ type: 'moved', target });
});

post({ type: 'ready' });
