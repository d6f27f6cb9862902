import { css } from 'lit';

/** Colour by strength (`--strength`, 0 to 1), the same wherever tokens are drawn: `positive` and `negative`. */
export const tokenColours = css`
  :host {
    /* With more colour than this, text that is no more than grey would fall under 4.5:1 on dark themes. */
    --_most: 50%;
  }

  .positive {
    --_fill: color-mix(in srgb, var(--_positive) calc(var(--strength) * var(--_most)), transparent);
  }

  .negative {
    --_fill: color-mix(in srgb, var(--_negative) calc(var(--strength) * var(--_most)), transparent);
  }

  /* The stronger the colour under a token, the closer its text comes to black or white, whichever it is nearer to. */
  .positive,
  .negative {
    background: var(--_fill);
    color: color-mix(
      in srgb,
      oklch(from currentColor clamp(0, (l - 0.6) * 1000, 1) 0 0) calc(var(--strength) * 100%),
      currentColor
    );
  }
`;
