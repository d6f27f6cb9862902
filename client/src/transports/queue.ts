/** Runs a task as soon as there is room; rejects at once with the signal's reason if it is aborted while it waits. */
export type Queue = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Lets at most `concurrency` tasks run at a time, the others in the order in which they came. */
export function createQueue(concurrency: number): Queue {
  const waiting = new Set<() => void>();
  let running = 0;

  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(go);
        reject(signal?.reason);
      };
      const go = () => {
        waiting.delete(go);
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(go);
      signal?.addEventListener('abort', leave, { once: true });
    });

  return async (task, signal) => {
    // Whoever leaves hands the place on, so that a newcomer never overtakes those who wait.
    if (running < concurrency) running += 1;
    else await turn(signal);
    try {
      return await task();
    } finally {
      const [next] = waiting;
      if (next) next();
      else running -= 1;
    }
  };
}
