import { html, nothing, type TemplateResult } from 'lit';
import { NavigateEvent, type Target } from './navigate-event.ts';

/** An element that leads to other neurons, layers and models. */
export interface NavigationHost extends EventTarget {
  /** The address of a target where the host has addresses; without one, links are buttons. */
  linkTo: ((target: Target) => string | undefined) | undefined;
  /** Goes to `target` in place, if the element can. */
  follow?: ((target: Target) => void) | undefined;
}

export interface LinkOptions {
  /** Accessible name where the content says too little. */
  readonly label?: string;
  /** Class of the link. @default 'link' */
  readonly kind?: string;
}

/** A link to `target`: a real one where it has an address, so that modified clicks work as everywhere; else a button. */
export function targetLink(
  host: NavigationHost,
  target: Target,
  content: unknown,
  { label, kind = 'link' }: LinkOptions = {},
): TemplateResult {
  const address = host.linkTo?.(target);
  if (address === undefined) {
    return html`<button type="button" class=${kind} aria-label=${label ?? nothing} @click=${() => navigate(host, target)}>${content}</button>`;
  }
  const handleClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!host.dispatchEvent(new NavigateEvent(target))) event.preventDefault();
  };
  return html`<a class=${kind} href=${address} aria-label=${label ?? nothing} @click=${handleClick}>${content}</a>`;
}

/** Goes to `target` as a click on its link would. */
export function navigate(host: NavigationHost, target: Target): void {
  if (!host.dispatchEvent(new NavigateEvent(target))) return;
  const address = host.linkTo?.(target);
  if (address === undefined) host.follow?.(target);
  else window.location.assign(address);
}
