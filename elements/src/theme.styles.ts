import { css } from 'lit';

/**
 * Looks that all elements share. Public properties (`--dd-*`) are only read here, never set, so that a host can set them on
 * any ancestor; their defaults come from JupyterLab's and VS Code's variables, then from the page itself.
 * Hues are mixed with transparency, so they work over any background without knowing it.
 */
export const theme = css`
  :host {
    --_positive: var(--dd-positive-color, #e8710a);
    --_negative: var(--dd-negative-color, #2a7de1);
    --_accent: var(--dd-accent-color, var(--jp-content-link-color, var(--vscode-textLink-foreground, LinkText)));
    --_background: var(--dd-background-color, var(--jp-layout-color0, var(--vscode-editor-background, Canvas)));
    --_error: var(--dd-error-color, var(--jp-error-color0, var(--vscode-errorForeground, currentColor)));
    --_quiet: color-mix(in srgb, currentColor 76%, transparent);
    --_hairline: color-mix(in srgb, currentColor 20%, transparent);
    --_code: var(
      --dd-code-font-family,
      var(--jp-code-font-family, var(--vscode-editor-font-family, ui-monospace, 'SF Mono', Menlo, Consolas, monospace))
    );
    /* Containment leaves no width of its own to a parent that asks for one, a flex box for instance. */
    container-type: inline-size;
    contain-intrinsic-inline-size: 40em;
    display: block;
    min-width: 0;
    max-width: 100%;
    color: var(--dd-text-color, var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit)));
    font-family: var(--dd-font-family, var(--jp-ui-font-family, var(--vscode-font-family, inherit)));
    font-size: var(--dd-font-size, var(--jp-ui-font-size1, var(--vscode-font-size, inherit)));
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }

  h2,
  h3 {
    font-size: inherit;
    font-weight: 600;
  }

  ol,
  ul {
    list-style: none;
  }

  button,
  input {
    font: inherit;
    color: inherit;
  }

  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }

  .link {
    color: var(--_accent);
    text-decoration: none;
  }

  .link:hover {
    text-decoration: underline;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    border-radius: 2px;
  }

  .quiet {
    color: var(--_quiet);
  }

  .chip {
    padding: 0.05em 0.3em;
    border-radius: 3px;
    background: color-mix(in srgb, currentColor 9%, transparent);
    font-family: var(--_code);
    font-size: 0.95em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
