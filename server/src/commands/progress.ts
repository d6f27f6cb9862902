import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../importers/run-import.ts';

/** Shows a bar with an estimate of the time left on standard error, if that is a terminal. */
export function showProgress(): { readonly update: (progress: Progress) => void; readonly stop: () => void } {
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} read, about {eta_formatted} left', hideCursor: true, stream: process.stderr },
    Presets.shades_grey,
  );
  let isShown = false;
  return {
    update({ done, total }) {
      if (isShown) bar.update(done);
      else bar.start(total, done);
      isShown = true;
    },
    stop: () => bar.stop(),
  };
}
