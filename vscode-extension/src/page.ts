import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page of a panel: one script of ours, no other, and nothing from outside. */
export function pageOf(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview.js'));
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Neuron</title>
<style nonce="${nonce}">
  body { margin: 0; padding: 1rem 1.25rem; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); }
  body > * { max-width: 64rem; }
  .vscode-light, .vscode-high-contrast-light { color-scheme: light; }
  .vscode-dark, .vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
</style>
</head>
<body><script nonce="${nonce}" src="${script}"></script></body>
</html>
`;
}
