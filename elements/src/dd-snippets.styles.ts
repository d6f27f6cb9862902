import { css } from 'lit';

export const styles = css`
  .key {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 0.15em 1.5em;
    align-items: baseline;
    justify-content: space-between;
    padding-block: 0.3em;
    border-bottom: 1px solid var(--_hairline);
    background: var(--_background);
    font-size: 0.92em;
  }

  .legend {
    display: flex;
    gap: 0.5em;
    align-items: center;
    white-space: nowrap;
  }

  .scale {
    width: 6em;
    height: 0.75em;
    border: 1px solid var(--_hairline);
    border-radius: 2px;
    forced-color-adjust: none;
    background: linear-gradient(
      to right,
      color-mix(in srgb, var(--_negative) calc(var(--low) * var(--_most)), transparent),
      transparent var(--zero),
      color-mix(in srgb, var(--_positive) calc(var(--high) * var(--_most)), transparent)
    );
  }

  .readout {
    flex: 1 1 18em;
    min-width: 0;
    min-height: 1.45em;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
    text-align: end;
  }

  .readout .chip {
    white-space: pre;
  }

  ol {
    display: grid;
    grid-template-columns: minmax(3.4em, max-content) minmax(0, 1fr) 1.6em;
    column-gap: 0.7em;
  }

  .text {
    display: grid;
    grid-template-columns: subgrid;
    grid-column: 1 / -1;
    align-items: start;
    padding-block: 0.3em;
    border-bottom: 1px solid var(--_hairline);
  }

  .measure {
    text-align: end;
    line-height: 1.55;
  }

  .index {
    display: block;
    font-size: 0.82em;
    line-height: 1.3;
  }

  .tokens {
    font-family: var(--_code);
    font-size: 0.96em;
    line-height: 1.6;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    cursor: default;
  }

  .tokens:focus-visible {
    outline-offset: 1px;
  }

  .cut-start::before,
  .cut-end::after {
    color: var(--_quiet);
    content: '…';
  }

  .token {
    padding-block: 0.12em;
    border-radius: 2px;
    unicode-bidi: isolate;
    box-decoration-break: clone;
  }

  /* A border, not an underline, which would hide underscores. */
  .maximum {
    border-bottom: 2px solid currentColor;
    border-radius: 2px 2px 0 0;
    font-weight: 700;
  }

  /* Not broken behind its leading space. */
  .whole {
    white-space: pre;
  }

  .active {
    outline: 1px solid currentColor;
  }

  .sign {
    color: color-mix(in srgb, currentColor calc(76% + var(--strength, 0) * 24%), transparent);
    font-weight: 400;
  }

  .expand {
    width: 1.6em;
    height: 1.6em;
    border-radius: 3px;
    color: var(--_quiet);
  }

  .expand::before {
    display: inline-block;
    content: '›';
    transition: rotate 120ms;
  }

  .expand[aria-expanded='true']::before {
    rotate: 90deg;
  }

  .expand:hover {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  .more {
    margin-top: 0.4em;
  }

  @container (width < 48em) {
    .unit {
      display: none;
    }
  }

  @container (width < 42em) {
    .keys {
      display: none;
    }
  }

  @container (width < 30em) {
    .readout {
      text-align: start;
    }

    ol {
      grid-template-columns: minmax(2.9em, max-content) minmax(0, 1fr) 1.4em;
      column-gap: 0.5em;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .expand::before {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .token {
      forced-color-adjust: none;
    }

    .active {
      outline-color: Highlight;
    }
  }
`;
