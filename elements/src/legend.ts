import { formatNumber } from '@deepdecipher/client';
import { html, type TemplateResult } from 'lit';
import { type ActivationRange, fullScale, strength } from './scale.ts';

/** The scale that tokens are coloured by, and its ends. Zero is where the colour is none. */
export function legend({ minimum, maximum }: ActivationRange): TemplateResult {
  const full = fullScale({ minimum, maximum });
  const low = strength(Math.min(0, minimum), full);
  const high = strength(Math.max(0, maximum), full);
  const zero = low + high > 0 ? low / (low + high) : 0;
  return html`<span class="legend" part="legend">
    ${formatNumber(minimum)}
    <span class="scale" .style=${`--low:${low};--zero:${zero * 100}%;--high:${high}`}></span>
    ${formatNumber(maximum)}
    <span class="quiet">activation<span class="unit">, in the model’s own unit</span></span>
  </span>`;
}
