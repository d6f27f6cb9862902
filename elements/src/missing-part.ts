import type { Part } from '@deepdecipher/client';
import { html, type TemplateResult } from 'lit';

/** What stands in the place of a part that is not there, and why. */
export function missingPart(part: Exclude<Part<unknown>, { status: 'ready' }>): TemplateResult {
  return part.status === 'missing'
    ? html`<p class="quiet">${part.message}</p>`
    : html`<p class="problem failed" role="status"><strong>This part failed.</strong> ${part.message}</p>`;
}
