"""Record all neurons of `py-solu-2l` over the whole standard library into `examples/data/py-solu-2l.db`.

Usage: `python examples/model/record.py [--model FOLDER] [--out FILE] [--max-tokens N] [--restart]`
"""

import argparse
import hashlib
import json
import platform
from pathlib import Path

import corpus
import torch
from load import FOLDER, load

from deepdecipher_widget.recorder import record

OUT = FOLDER.parent / "data" / "py-solu-2l.db"


class Library:
    """The corpus' texts, training and held-out files alike, in the order of their paths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths = corpus.source_paths(folder)

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self):
        return (corpus.read_source(self._folder, path) for path in self._paths)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=FOLDER, help="folder of the model (default: this one)")
    parser.add_argument("--out", type=Path, default=OUT, help="dataset to write (default: %(default)s)")
    parser.add_argument("--max-tokens", type=int, help="stop after so many tokens (default: the whole library)")
    parser.add_argument("--restart", action="store_true", help="discard the checkpoint of an earlier, unfinished run")
    arguments = parser.parse_args()

    library = corpus.library()
    corpus.warn_of_differences(library)
    # The model is so small that a second thread gains little on an idle machine and loses much on a busy one.
    torch.set_num_threads(1)
    model, tokenizer = load(arguments.model)
    weights = hashlib.sha256((arguments.model / "model.safetensors").read_bytes()).hexdigest()
    report = record(
        model,
        tokenizer,
        Library(library),
        arguments.out,
        name="py-solu-2l",
        max_tokens=arguments.max_tokens,
        dataset="CPython 3.11 standard library, training and held-out files",
        provenance={
            "source": f"CPython {platform.python_version()}, files of examples/model/corpus.sha256",
            "revision": f"weights {weights[:16]}",
            "licence": "PSF-2.0 (texts), MIT (weights)",
        },
        restart=arguments.restart,
    )
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
