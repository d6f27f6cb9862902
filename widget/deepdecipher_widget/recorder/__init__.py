"""Record the neurons of a model into a dataset file. Needs the extra `[record]` (torch, TransformerLens and others)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .._version import __version__
from .errors import ActivationError, CheckpointError, NoTokensError, RecordError, UnknownHookError
from .settings import Settings

__all__ = [
    "ActivationError",
    "CheckpointError",
    "NoTokensError",
    "RecordError",
    "UnknownHookError",
    "load_model",
    "record",
]

_INSTALL = 'Recording needs more than looking at neurons does: pip install "deepdecipher_widget[record]"'


def record(
    model: Any,
    tokenizer: Any,
    texts: Iterable[str],
    out: str | os.PathLike[str],
    *,
    name: str,
    hook: str | None = None,
    layers: Sequence[int] | None = None,
    neurons: Sequence[int] | None = None,
    num_texts: int = 20,
    batch_size: int = 16,
    max_tokens: int | None = None,
    checkpoint_every: float = 60,
    dataset: str = "not stated",
    provenance: Mapping[str, str] | None = None,
    neuron2graph: bool = False,
    restart: bool = False,
    progress: bool = True,
) -> dict[str, Any]:
    """Stream texts through a model and write what its neurons do to the dataset file `out`; give the report.

    The report is also written to `OUT.report.json`: tokens seen, seconds, tokens per second, those of the model alone
    (without hooks, on a sample of the same text in the same run), what was skipped.

    - `model`: a TransformerLens model (or any with its `cfg`, `hook_dict`, `run_with_hooks`, `parameters`), on any
      device.
    - `tokenizer`: of the library tokenizers or transformers. Special tokens are neither recorded nor counted; each
      context begins with the BOS token if there is one.
    - `texts`: whole texts, cut into contexts of the model's length; a context is one of the dataset's texts, and its
      `data_index` is its number in the stream. To go on after an interruption they must come again in the same order.
    - `name`: the model's name in references (`NAME/LAYER/NEURON`).
    - `hook`: a hook's name with `{layer}` in it; by default `blocks.{layer}.mlp.hook_mid` for SoLU with LayerNorm and
      `blocks.{layer}.mlp.hook_post` for all else.
    - `layers`, `neurons`: which to record (the same neurons of each layer); all by default.
    - `num_texts`: how many texts with the highest activations to keep for each neuron.
    - `batch_size`: contexts a pass. `max_tokens`: stop after so many.
    - `checkpoint_every`: seconds between checkpoints, which lie in `OUT.partial` until the end. Killed at any point and
      called again with the same arguments, recording goes on from there, and the dataset is the same but for the date.
      `restart` discards the checkpoint.
    - `dataset`: what the texts are called. `provenance`: any of `source`, `revision`, `licence`, and `recorded_at` in
      place of the present time.
    - `neuron2graph`: also find each neuron's patterns by Neuron2Graph, and from them its graph, a plain explanation,
      similar neurons and a search index; takes 40 more texts for each neuron to learn from.

    Memory beside the model and one batch, whatever the length of the texts, in bytes (the checkpoint takes the same on
    disk): `layers * neurons * (n * (8 * context + 180) + 100)`, where n is `num_texts`, and 40 more with
    `neuron2graph`; the second pass takes the activations of one layer on 25,600 tokens besides.

    Raises `ImportError` without the extra `[record]`, `ValueError` or `TypeError` for a wrong argument, `RecordError`
    and its kinds for what goes wrong with model, texts, checkpoint or output, `DatasetError` if the dataset cannot be
    written.
    """
    settings = Settings(
        name=name,
        hook=hook,
        layers=layers,
        neurons=neurons,
        num_texts=num_texts,
        batch_size=batch_size,
        max_tokens=max_tokens,
        checkpoint_every=checkpoint_every,
        dataset=dataset,
        provenance=provenance or {},
        neuron2graph=neuron2graph,
        restart=restart,
        progress=progress,
    )
    try:
        from .recording import run_recording
    except ImportError as error:
        raise ImportError(_INSTALL) from error
    return run_recording(model, tokenizer, texts, Path(out), settings, f"deepdecipher_widget {__version__}")


def load_model(source: str | os.PathLike[str]) -> tuple[Any, Any]:
    """Give the TransformerLens model and the tokenizer of a folder or of a name, ready for `record`.

    A folder holds `config.json` (the arguments of a `HookedTransformerConfig`), `model.safetensors` (a
    HookedTransformer's parameters, in any precision; the model computes in single) and `tokenizer.json`; nothing is
    fetched for it. Anything else is a name that TransformerLens knows, downloaded if need be. Raises `ImportError`
    without the extra `[record]`, `RecordError` if the model cannot be loaded.
    """
    try:
        from .models import load_model
    except ImportError as error:
        raise ImportError(_INSTALL) from error
    return load_model(source)
