import { css } from 'lit';

export const styles = css`
  :host {
    font-size: 0.95em;
  }

  .heading {
    padding-bottom: 0.15em;
    font-weight: 600;
  }

  dt {
    flex: none;
    color: var(--_quiet);
  }

  .numbers {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 2em;
  }

  .numbers .entry {
    display: flex;
    gap: 0.6em;
    justify-content: space-between;
    padding-block: 0.15em;
    border-bottom: 1px solid var(--_hairline);
  }

  @container (width < 28em) {
    .numbers {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  @container (width >= 56em) {
    .numbers {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
  }

  * + details {
    margin-top: 0.8em;
  }

  summary {
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  details[open] .gist {
    display: none;
  }

  .prose {
    padding-block: 0.3em;
  }

  .prose .entry {
    display: grid;
    grid-template-columns: 8.5em minmax(0, 1fr);
    gap: 0.8em;
    padding-block: 0.1em;
    overflow-wrap: anywhere;
  }
`;
