"""Checkpoints: a recording's whole state in one file that is only ever replaced in one step."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..dataset import flush
from .errors import CheckpointError
from .histogram import Histogram
from .moments import Moments
from .text_sample import TextSample
from .top_texts import TopTexts

_FORMAT = 3


@dataclass(slots=True)
class Progress:
    """How far a recording is: batches done, the stream's digest after them (hex), and times in seconds.

    `bare_seconds` and `bare_tokens` are of the passes without hooks that were made for comparison.
    """

    batches: int = 0
    digest: str = ""
    seconds: float = 0.0
    bare_seconds: float = 0.0
    bare_tokens: int = 0


@dataclass(slots=True)
class LayerState:
    """What is kept of one layer's recorded neurons, in the order of `configuration["neurons"]`."""

    moments: Moments
    histogram: Histogram
    texts: TopTexts


@dataclass(slots=True)
class State:
    """All that a recording has come to: its progress, what is kept by layer, and random texts."""

    progress: Progress
    layers: dict[int, LayerState]
    sample: TextSample


class Checkpoint:
    """The folder `OUT.partial` beside a recording's output.

    `configuration`, JSON values, is all that shapes the result; a checkpoint made with another one is refused.
    """

    def __init__(self, out: Path, configuration: dict[str, Any]) -> None:
        self.folder = out.with_name(f"{out.name}.partial")
        self._file = self.folder / "checkpoint.npz"
        self._configuration: dict[str, Any] = json.loads(json.dumps(configuration))

    def load(self) -> State | None:
        """Give the saved state, `None` if there is none; `CheckpointError` if it is unreadable or another's."""
        if not self._file.exists():
            return None
        try:
            with np.load(self._file, allow_pickle=False) as file:
                header = json.loads(file["header"].tobytes())
                arrays = {name: file[name] for name in file.files if name != "header"}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise CheckpointError(f"Cannot read the checkpoint {self._file}: {error}. {RESTART}") from error
        if header["format"] != _FORMAT:
            raise CheckpointError(
                f"The checkpoint {self._file} was written by another version of the recorder. {RESTART}"
            )
        self._compare(header["configuration"])
        layers = {
            layer: LayerState(
                Moments.from_arrays(_part(arrays, f"{layer}/moments/")),
                Histogram.from_arrays(_part(arrays, f"{layer}/histogram/")),
                TopTexts.from_arrays(_part(arrays, f"{layer}/texts/")),
            )
            for layer in self._configuration["layers"]
        }
        return State(Progress(**header["progress"]), layers, TextSample.from_arrays(_part(arrays, "sample/")))

    def _compare(self, found: dict[str, Any]) -> None:
        differing = [key for key in self._configuration if found.get(key) != self._configuration[key]]
        if differing:
            listed = "; ".join(
                f"{key}: asked for {_brief(self._configuration[key])}, checkpoint has {_brief(found.get(key))}"
                for key in differing
            )
            raise CheckpointError(f"The checkpoint {self._file} belongs to another recording ({listed}). {RESTART}")

    def save(self, state: State) -> None:
        """Replace the saved state; whenever the process is killed, the old or the new one is there, whole."""
        header = {"format": _FORMAT, "configuration": self._configuration, "progress": asdict(state.progress)}
        arrays = {"header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}
        for layer, kept in state.layers.items():
            arrays |= {f"{layer}/moments/{name}": array for name, array in kept.moments.arrays().items()}
            arrays |= {f"{layer}/histogram/{name}": array for name, array in kept.histogram.arrays().items()}
            arrays |= {f"{layer}/texts/{name}": array for name, array in kept.texts.arrays().items()}
        arrays |= {f"sample/{name}": array for name, array in state.sample.arrays().items()}
        self.folder.mkdir(exist_ok=True)
        new = self._file.with_name("new.npz")
        np.savez(new, **arrays)
        flush(new)
        os.replace(new, self._file)
        flush(self.folder)

    def remove(self) -> None:
        """Drop the folder and all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


RESTART = "Give the same arguments as before, or discard it with restart=True (--restart on the command line)."


def _part(arrays: dict[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _brief(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
