import { css } from 'lit';

export const styles = css`
  :host {
    --_row: 1.75em;
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    align-items: baseline;
  }

  .quality {
    flex: 1 1 0;
    min-width: min(100%, 20em);
    font-size: 0.95em;
  }

  .readout {
    min-height: 1.5em;
    padding-block: 0.1em;
    overflow: hidden;
    font-size: 0.92em;
    white-space: nowrap;
    text-overflow: ellipsis;
  }

  .readout .chip {
    white-space: pre;
  }

  .swatch {
    display: inline-block;
    width: 0.85em;
    height: 0.85em;
    margin-inline-end: 0.3em;
    border: 1px solid var(--_hairline);
    border-radius: 2px;
    vertical-align: -0.08em;
    --strength: 1;
  }

  .swatch ~ .swatch {
    margin-inline-start: 0.9em;
  }

  /* Where there is too little room, the tokens that the neuron fires on are in view, at the end. */
  .scroll {
    direction: rtl;
    overflow-x: auto;
  }

  .graph {
    --_width: calc(var(--characters) * 0.58em + 1.2em);
    position: relative;
    display: grid;
    direction: ltr;
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    column-gap: var(--space);
    width: min(100%, calc(var(--_width) / var(--column)));
    min-width: calc(4.6em / var(--column));
    margin-inline-end: auto;
    cursor: default;
  }

  .edges {
    position: absolute;
    inset-inline: 0;
    bottom: 0;
    width: 100%;
    height: calc(var(--rows) * var(--_row));
    overflow: visible;
    pointer-events: none;
  }

  .edge {
    fill: none;
    stroke: color-mix(in srgb, currentColor 40%, transparent);
    stroke-width: 1.25px;
    vector-effect: non-scaling-stroke;
  }

  .edge.lit {
    stroke: currentColor;
    stroke-width: 1.75px;
  }

  .edge.faded {
    stroke: color-mix(in srgb, currentColor 14%, transparent);
  }

  .column {
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
  }

  .name {
    padding-bottom: 0.1em;
    overflow: hidden;
    font-size: 0.88em;
    white-space: nowrap;
    text-overflow: ellipsis;
  }

  .nodes {
    display: flex;
    flex-direction: column;
    justify-content: center;
    height: calc(var(--rows) * var(--_row));
  }

  .node {
    display: flex;
    flex: none;
    align-items: center;
    height: calc(var(--_row) - 0.25em);
    margin-block: 0.125em;
    padding-inline: 0.45em;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
    background: linear-gradient(var(--_fill) 0 0), var(--_background);
    unicode-bidi: isolate;
  }

  .label {
    overflow: hidden;
    font-family: var(--_code);
    font-size: 0.95em;
    white-space: pre;
    text-overflow: ellipsis;
  }

  /* The focus is seen on the token that it is on. */
  .graph:focus-visible {
    outline: none;
  }

  .node.active {
    outline: 2px solid currentColor;
    outline-offset: -2px;
  }

  .graph:focus-visible .active {
    outline-color: var(--_accent);
  }

  .node.faded {
    --_most: 20%;
    border-color: color-mix(in srgb, currentColor 12%, transparent);
  }

  .single {
    display: block;
    width: 100%;
    min-width: 0;
  }

  .single .nodes {
    flex-flow: row wrap;
    gap: 0 0.4em;
    justify-content: start;
    height: auto;
  }

  .single .name {
    display: none;
  }

  .single .node {
    max-width: 100%;
  }

  .more {
    padding-top: 0.3em;
  }

  @container (width < 26em) {
    .tail {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .node,
    .swatch {
      forced-color-adjust: none;
    }

    .node.active {
      outline-color: Highlight;
    }
  }
`;
