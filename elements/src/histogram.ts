import { formatNumber, type Histogram } from '@deepdecipher/client';
import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { formatCount } from './format-count.ts';

export const histogramStyles = css`
  .histogram {
    margin: 0;
    padding-block: 0.3em 0.7em;
  }

  .bins {
    display: block;
    width: 100%;
    height: 3.2em;
    border-bottom: 1px solid var(--_quiet);
  }

  .bin {
    fill: color-mix(in srgb, var(--_positive) 75%, transparent);
  }

  .bin.below {
    fill: color-mix(in srgb, var(--_negative) 75%, transparent);
  }

  .bin:hover {
    fill: currentColor;
  }

  .axis {
    display: flex;
    gap: 1em;
    justify-content: space-between;
    font-size: 0.92em;
  }

  .axis .quiet {
    text-align: center;
  }

  @media (forced-colors: active) {
    .bins {
      forced-color-adjust: none;
    }
  }
`;

/** A strip of bars, as high as the logarithm of how many tokens have an activation in each bin. */
export function histogram({ edges, counts }: Histogram): TemplateResult | typeof nothing {
  const first = edges[0];
  const last = edges.at(-1);
  const most = Math.max(0, ...counts);
  if (first === undefined || last === undefined || last <= first || most === 0) return nothing;
  const height = (count: number) => Math.log10(1 + count) / Math.log10(1 + most);
  const fullest = counts.indexOf(most);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return html`<figure class="histogram" part="histogram">
    <svg class="bins" role="img" viewBox="0 0 ${last - first} 1" preserveAspectRatio="none"
      aria-label=${`Histogram of activations from ${formatNumber(first)} to ${formatNumber(last)}: of ${formatCount(total, 'token')}, ${binText(fullest)}`}>
      ${counts.map((count, bin) => (count === 0 ? nothing : bar(bin, height(count))))}
    </svg>
    <figcaption class="axis"><span>${formatNumber(first)}</span><span class="quiet">tokens, log scale</span><span>${formatNumber(last)}</span></figcaption>
  </figure>`;

  function bar(bin: number, share: number) {
    const [from = 0, to = 0] = [edges[bin], edges[bin + 1]];
    const isBelow = (from + to) / 2 < 0;
    return svg`<rect class=${isBelow ? 'bin below' : 'bin'} x=${from - (first ?? 0)} y=${1 - share} width=${(to - from) * 0.92} height=${share}><title>${binText(bin)}</title></rect>`;
  }

  function binText(bin: number): string {
    return `${formatNumber(edges[bin] ?? 0)} to ${formatNumber(edges[bin + 1] ?? 0)}: ${formatCount(counts[bin] ?? 0, 'token')}`;
  }
}
