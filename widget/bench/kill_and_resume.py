"""Kill recordings at random moments, let them go on, and print how many end with the undisturbed dataset.

Usage: `python widget/bench/kill_and_resume.py [--kills N] [--seed S] [--quiet]`; one line of JSON on standard output.
Each recording, of part of the example model with Neuron2Graph, runs in a process of its own that is killed by SIGKILL
after a random share of the time that an undisturbed one took, then is started again. All bytes of the dataset count:
the date is given.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "model"))

import corpus
import torch
from load import load
from record import Library

from deepdecipher_widget.recorder import record

SETTINGS: dict[str, Any] = {
    "name": "py-solu-2l",
    "neurons": range(16),
    "num_texts": 10,
    "max_tokens": 20_000,
    "checkpoint_every": 0.1,
    "neuron2graph": True,
    "progress": False,
    "provenance": {"recorded_at": "2024-01-01T00:00:00+00:00"},
}


class Recordings:
    """Recordings of the same texts, each in a forked process, so that none has to load model and libraries anew."""

    def __init__(self) -> None:
        # Torch's threads do not survive a fork; with one there is none to survive.
        torch.set_num_threads(1)
        self._model, self._tokenizer = load()
        self._texts = Library(corpus.library())

    def start(self, out: Path) -> int:
        """Begin or go on with a recording; give its process."""
        child = os.fork()
        if child == 0:
            try:
                record(self._model, self._tokenizer, self._texts, out, **SETTINGS)
                os._exit(0)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
        return child

    def finish(self, out: Path) -> float:
        """Begin or go on with a recording to its end; give the seconds it took."""
        started = time.monotonic()
        _, status = os.waitpid(self.start(out), 0)
        if status != 0:
            raise SystemExit(f"The recording {out} ended with status {status}.")
        return time.monotonic() - started

    def kill_after(self, out: Path, seconds: float) -> bool:
        """Begin a recording and kill it; say whether it was still running."""
        child = self.start(out)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50, help="recordings to kill (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random moments (default: %(default)s)")
    parser.add_argument("--quiet", action="store_true", help="print nothing but the figure")
    arguments = parser.parse_args()
    moments, recordings = random.Random(arguments.seed), Recordings()
    killed, equal = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = Path(folder) / "undisturbed.db"
        whole = recordings.finish(undisturbed)
        while killed < arguments.kills:
            out = Path(folder) / f"{killed}.db"
            moment = moments.uniform(0, whole)
            if not recordings.kill_after(out, moment):
                out.unlink()
                continue
            left = sorted(path.name for path in out.with_name(f"{out.name}.partial").glob("**/*"))
            recordings.finish(out)
            killed += 1
            equal += out.read_bytes() == undisturbed.read_bytes()
            if not arguments.quiet:
                print(
                    f"{killed}: killed after {moment:.2f} of {whole:.2f} s, which left {', '.join(left) or 'nothing'}; "
                    f"{equal} of {killed} equal",
                    file=sys.stderr,
                )
    print(
        json.dumps(
            {
                "package": "widget",
                "name": "recorder-kills-survived",
                "value": equal,
                "unit": f"of {killed} kills",
                "target": f">= {killed}",
                "ok": equal == killed,
                "against": "an undisturbed recording, byte for byte",
            }
        )
    )


if __name__ == "__main__":
    main()
