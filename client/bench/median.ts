/** Median time of so many calls, in milliseconds, after a tenth as many that do not count. */
export function medianMilliseconds(calls: number, call: (index: number) => unknown): number {
  for (let index = 0; index < calls / 10; index += 1) call(index);
  const times = Array.from({ length: calls }, (_, index) => {
    const started = performance.now();
    call(index);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[Math.floor(calls / 2)] ?? Number.NaN;
}
