import { formatNumber } from '@deepdecipher/client';
import { css, html, type TemplateResult } from 'lit';

export const shareBarStyles = css`
  .share {
    display: flex;
    flex: 1;
    gap: 0.7em;
    align-items: center;
    text-align: end;
    white-space: nowrap;
  }

  .bar {
    flex: 1;
    height: 2px;
    background: linear-gradient(var(--_positive) 0 0) left / calc(var(--share) * 100%) 100% no-repeat;
  }

  .value {
    flex: none;
    min-width: 3em;
  }

  @media (forced-colors: active) {
    .bar {
      forced-color-adjust: none;
      background-image: linear-gradient(CanvasText 0 0);
    }
  }
`;

/** A number behind a hairline bar. @param share of the bar that is drawn, from 0 to 1 */
export function shareBar(share: number, value: number): TemplateResult {
  return html`<div class="share"><div class="bar" .style=${`--share:${share.toFixed(4)}`}></div><span class="value">${formatNumber(value)}</span></div>`;
}
