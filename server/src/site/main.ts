import '@deepdecipher/elements/register';
import { type Client, createClient, httpTransport, pagePath } from '@deepdecipher/client';
import type { Target } from '@deepdecipher/elements';
import { inlinedTransport } from './inlined-transport.ts';
import { targetOf, titleOf } from './targets.ts';

const script = document.querySelector<HTMLElement>('script[data-path]');
const main = document.querySelector('main');
if (script && main) start(main, createClient({ transport: inlinedTransport(script, httpTransport(location.origin)) }));

/** Brings the page's element to life, and lets it follow its own links without leaving the page. */
function start(main: HTMLElement, client: Client): void {
  const showCurrent = () => {
    const target = targetOf(location.pathname);
    if (target) show(main, client, target);
  };
  showCurrent();
  window.addEventListener('popstate', showCurrent);
  main.addEventListener('dd-navigate', (event) => {
    event.preventDefault();
    history.pushState(null, '', pagePath(event.reference));
    showCurrent();
  });
}

/** Draws `target` in the element that stands there, so that it keeps its place while it loads, or in a new one. */
function show(main: HTMLElement, client: Client, target: Target): void {
  const { model, layer, neuron } = target;
  const kind = layer === undefined ? 'dd-model' : neuron === undefined ? 'dd-layer' : 'dd-neuron';
  const present = main.querySelector(kind);
  const element = present ?? document.createElement(kind);
  Object.assign(element, { client, linkTo: pagePath, model, layer, neuron });
  document.title = titleOf(target);
  if (present) return;
  main.replaceChildren(element);
  window.scrollTo(0, 0);
  main.focus();
}
