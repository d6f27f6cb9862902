import 'axe-core';
import { assert } from 'chai';
import type { LitElement } from 'lit';
import '../../src/register.ts';
import { NavigateEvent, type Target } from '../../src/navigate-event.ts';

// The package is a classic script: imported, it only sets this global.
declare const axe: typeof import('axe-core');

/** Puts an element with these properties on the page, and waits until it is drawn. */
export async function mount<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): Promise<HTMLElementTagNameMap[K]> {
  const element = Object.assign(document.createElement(name), properties);
  document.body.append(element);
  await settle(element);
  return element;
}

/** Takes all elements off the page. */
export function clearPage(): void {
  document.body.replaceChildren();
}

/** Waits until an element, what it loads where the answer is there, and the elements in it are drawn. */
export async function settle(element: Element): Promise<void> {
  // A page element draws once when its task starts and again when the task's answer is in.
  for (let round = 0; round < 3; round += 1) {
    if ('updateComplete' in element) await (element as LitElement).updateComplete;
    await new Promise(requestAnimationFrame);
  }
  const inner = element.shadowRoot?.querySelectorAll('*') ?? [];
  for (const child of inner) if (child.shadowRoot) await settle(child);
}

/** The first match inside the element's shadow tree, or in that of an element in it. @throws if there is none */
export function find<T extends HTMLElement = HTMLElement>(element: Element, selector: string): T {
  const [first] = findAll<T>(element, selector);
  if (!first) throw new Error(`No ${selector} in ${element.localName}`);
  return first;
}

/** All matches inside the element's shadow tree and those of the elements in it. */
export function findAll<T extends HTMLElement = HTMLElement>(element: Element, selector: string): T[] {
  const root = element.shadowRoot;
  if (!root) return [];
  const inner = [...root.querySelectorAll('*')].flatMap((child) => findAll<T>(child, selector));
  return [...root.querySelectorAll<T>(selector), ...inner];
}

/** What a reader sees: all text of the element's shadow tree, white space run together. */
export function visibleText(element: Element): string {
  const own = [...(element.shadowRoot?.childNodes ?? [])].map(textOfNode).join(' ');
  return own.replace(/\s+/g, ' ').trim();
}

function textOfNode(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || node instanceof HTMLStyleElement) return '';
  const children = [...node.childNodes, ...(node.shadowRoot?.childNodes ?? [])];
  return children.map(textOfNode).join('');
}

/** Where the element asked to go, while `act` ran. `handled` is whether the host says that it goes there itself. */
export async function navigations(element: Element, act: () => void, handled = false): Promise<Target[]> {
  const targets: Target[] = [];
  const listen = (event: NavigateEvent) => {
    targets.push(event.reference);
    if (handled) event.preventDefault();
  };
  document.addEventListener(NavigateEvent.type, listen as EventListener);
  act();
  await settle(element);
  document.removeEventListener(NavigateEvent.type, listen as EventListener);
  return targets;
}

/** Fails if axe finds anything to object to in the element. */
export async function assertAccessible(element: Element): Promise<void> {
  const { violations } = await axe.run(element, { rules: { region: { enabled: false } } });
  assert.deepEqual(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
    ),
    [],
  );
}

export function press(element: Element, key: string): void {
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
}
