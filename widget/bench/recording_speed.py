"""Record part of the example model's corpus and print the report as one line of JSON.

Usage: `python widget/bench/recording_speed.py [TOKENS]`
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "model"))

import corpus
import torch
from load import load
from record import Library

from deepdecipher_widget.recorder import record


def main() -> None:
    tokens = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    # The model is so small that a second thread gains nothing.
    torch.set_num_threads(1)
    model, tokenizer = load()
    with tempfile.TemporaryDirectory() as folder:
        report = record(
            model,
            tokenizer,
            Library(corpus.library()),
            Path(folder) / "bench.db",
            name="py-solu-2l",
            neuron2graph=False,
            max_tokens=tokens,
            progress=False,
        )
    print(json.dumps(report))


if __name__ == "__main__":
    main()
