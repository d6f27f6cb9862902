/**
 * Shares one running request among all who ask for the same key meanwhile. The request is aborted only when its last
 * waiter has left; a failure goes to all waiters and is forgotten.
 */
export class InFlight<T> {
  readonly #running = new Map<
    string,
    { readonly promise: Promise<T>; readonly abort: AbortController; waiters: number }
  >();

  /** Joins the request for `key`, starting it with `start` if none runs. */
  async share(key: string, start: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    let shared = this.#running.get(key);
    if (!shared) {
      const abort = new AbortController();
      shared = { abort, waiters: 0, promise: start(abort.signal).finally(() => this.#forget(key, abort)) };
      this.#running.set(key, shared);
    }
    const { promise, abort } = shared;
    shared.waiters += 1;
    if (!signal) return promise;
    const leave = () => {
      shared.waiters -= 1;
      if (shared.waiters > 0) return;
      this.#forget(key, abort);
      abort.abort();
    };
    return new Promise<T>((resolve, reject) => {
      const handleAbort = () => {
        leave();
        reject(signal.reason);
      };
      signal.addEventListener('abort', handleAbort, { once: true });
      const settle = () => signal.removeEventListener('abort', handleAbort);
      promise.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    });
  }

  #forget(key: string, abort: AbortController): void {
    if (this.#running.get(key)?.abort === abort) this.#running.delete(key);
  }
}
