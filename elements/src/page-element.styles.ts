import { css } from 'lit';

export const styles = css`
  .where {
    display: flex;
    gap: 0.4em;
    align-items: center;
    min-height: 1.9em;
  }

  .path {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 0 0.4em;
    align-items: baseline;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .path > :not(:last-child)::after {
    margin-inline-start: 0.4em;
    color: var(--_quiet);
    content: '/';
  }

  @container (width < 26em) {
    .where {
      gap: 0.25em;
    }

    .path {
      gap: 0 0.25em;
    }

    .path > :not(:last-child)::after {
      margin-inline-start: 0.25em;
    }
  }

  .step {
    display: inline-grid;
    place-items: center;
    width: 1.7em;
    height: 1.7em;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
    color: inherit;
    line-height: 1;
    text-decoration: none;
  }

  .step:hover:not([aria-disabled]) {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  .step[aria-disabled] {
    opacity: 0.4;
    cursor: default;
  }

  .content {
    min-height: var(--dd-min-height, 14em);
    padding-top: 0.4em;
    border-top: 1px solid var(--_hairline);
    transition: opacity 0s;
  }

  .content[aria-busy='true'] {
    opacity: 0.55;
    transition-delay: 150ms;
  }

  .pending {
    animation: appear 0s 150ms both;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  .age {
    padding-bottom: 0.3em;
    font-size: 0.92em;
  }

  .problem {
    padding-block: 0.4em;
  }

  .failed strong {
    color: var(--_error);
  }

  .retry {
    margin-top: 0.5em;
    padding: 0.15em 0.9em;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
  }

  .retry:hover {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }

  * + section {
    margin-top: 1.1em;
  }
`;
