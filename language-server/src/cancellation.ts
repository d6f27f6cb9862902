import type { CancellationToken } from 'vscode-languageserver';

/** Runs `work` with a signal that aborts when `token` is cancelled. No listener is left when it ends. */
export async function withSignal<T>(
  token: CancellationToken,
  work: (options: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  const listener = token.onCancellationRequested(() => abort.abort());
  try {
    return await work({ signal: abort.signal });
  } finally {
    listener.dispose();
  }
}
