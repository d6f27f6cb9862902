import { css } from 'lit';

export const styles = css`
  .jump {
    display: inline-flex;
    gap: 0.4em;
    align-items: baseline;
    font-weight: 600;
  }

  .jump label {
    display: inline-flex;
    gap: 0.4em;
    align-items: baseline;
  }

  .jump input {
    width: 4.2em;
    padding: 0.05em 0.3em;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
    background: transparent;
    font-weight: 600;
    font-variant-numeric: inherit;
    appearance: textfield;
  }

  .jump input::-webkit-inner-spin-button {
    appearance: none;
    display: none;
  }

  @container (width < 26em) {
    .jump input {
      width: 3.1em;
    }
  }

  .meaning {
    padding-bottom: 0.35em;
    font-size: 1.15em;
    line-height: 1.6;
  }

  .peaks {
    padding-bottom: 0.1em;
  }

  .samples {
    margin-top: 0.5em;
  }

  .samples > summary {
    cursor: pointer;
    color: var(--_quiet);
  }

  .samples > dd-snippets {
    margin-top: 0.5em;
  }

  .peak {
    display: inline-block;
    max-width: 100%;
  }

  .times {
    color: var(--_quiet);
    font-size: 0.87em;
  }
`;
