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
    context_length: int | None = None,
    special_tokens: bool = False,
    num_texts: int = 20,
    batch_size: int = 16,
    max_tokens: int | None = None,
    checkpoint_every: float = 60,
    dataset: str = "not stated",
    provenance: Mapping[str, str] | None = None,
    neuron2graph: bool | Sequence[int] = True,
    masked_lm: Any = None,
    dry_run: bool = False,
    restart: bool = False,
    progress: bool = True,
) -> dict[str, Any]:
    """Stream texts through a model and write what its neurons do to the dataset file `out`; give the report.

    The report is also written to `OUT.report.json`: tokens seen, seconds, tokens per second, those of the model alone
    (without hooks, on a sample of the same text in the same run), what was skipped.

    - `model`: a causal language model, on the device where it is to run; it is put in evaluation mode meanwhile.
      HookedTransformer and TransformerBridge of TransformerLens; Hugging Face's models; any other torch module that
      takes token ids of shape (texts, tokens).
    - `tokenizer`: of the library tokenizers or transformers.
    - `texts`: whole texts, cut into contexts of the model's length; a context is one of the dataset's texts, and its
      `data_index` is its number in the stream. To go on after an interruption they must come again in the same order.
    - `name`: the model's name in references (`NAME/LAYER/NEURON`).
    - `hook`: where activations are, with `{layer}` in the layer's place. In TransformerLens a hook, by default
      `blocks.{layer}.mlp.hook_mid` for SoLU with LayerNorm and `blocks.{layer}.mlp.hook_post` for all else. Elsewhere a
      module and whether its input or its output holds them, as `model.layers.{layer}.mlp.down_proj:input` (output if
      left out); found by itself in models built like GPT-2, GPT-NeoX (Pythia), Llama, Qwen, Phi or OPT, after the
      activation function, for gated MLPs the product that is written to the residual stream.
    - `layers`, `neurons`: which to record (the same neurons of each layer); all by default.
    - `context_length`: tokens that the model reads at once; by default as many as it can, at most 1,024.
    - `special_tokens`: record and count special tokens like others, also the BOS token with which each context begins
      if the tokenizer has one; by default they are left out, and BOS stands before each context unrecorded.
    - `num_texts`: how many texts with the highest activations to keep for each neuron.
    - `batch_size`: contexts a pass. `max_tokens`: stop after so many.
    - `checkpoint_every`: seconds between checkpoints, which lie in `OUT.partial` until the end. Killed at any point and
      called again with the same arguments, recording goes on from there, and the dataset is the same but for the date.
      `restart` discards the checkpoint.
    - `dataset`: what the texts are called. `provenance`: any of `source`, `revision`, `licence`, and `recorded_at` in
      place of the present time.
    - `neuron2graph`: also find each neuron's patterns by Neuron2Graph, or only those of the neurons listed, and from
      them its graph, a plain explanation, similar neurons and a search index; keeps more texts for each neuron to learn
      from.
    - `masked_lm`: where Neuron2Graph's substitutes for a token come from, by default the model's own predictions: a
      pair of a masked language model and its tokenizer, both of transformers, or a function that is given a list of
      (text before, text after) and gives for each a list of words that may stand between, likeliest first.
    - `dry_run`: write nothing; read a little of the texts and give what the recording would cost, see below.

    Memory beside the model and one batch, whatever the length of the texts, in bytes (the checkpoint takes the same on
    disk): `layers * neurons * (n * (8 * context + 180) + 500)`, where n is `num_texts`, with `neuron2graph` up to 80
    more (as many as 10,240 tokens make). Afterwards the activations of one layer's neurons on 102,400 tokens are held
    besides, `409,600 * neurons`, once for each layer in turn.

    A dry run gives `tokens_per_second`, `num_tokens` and `seconds` (`None` where the texts' length is not known),
    `neuron2graph_seconds`, `memory_bytes`, `dataset_bytes` and the numbers of layers and neurons; all but the last are
    estimates from what it read, see `num_tokens_read`. It takes at most 256 MiB beside the model and a batch.

    Raises `ImportError` without the extra `[record]`, `ValueError` or `TypeError` for a wrong argument, `RecordError`
    and its kinds for what goes wrong with model, texts, checkpoint or output, `DatasetError` if the dataset cannot be
    written.
    """
    settings = Settings(
        name=name,
        hook=hook,
        layers=layers,
        neurons=neurons,
        context_length=context_length,
        special_tokens=special_tokens,
        num_texts=num_texts,
        batch_size=batch_size,
        max_tokens=max_tokens,
        checkpoint_every=checkpoint_every,
        dataset=dataset,
        provenance=provenance or {},
        neuron2graph=neuron2graph,
        masked_lm=masked_lm,
        restart=restart,
        progress=progress,
    )
    try:
        from .dry_run import run_dry
        from .recording import run_recording
    except ModuleNotFoundError as error:
        raise ImportError(_INSTALL) from error
    if dry_run:
        return run_dry(model, tokenizer, texts, settings)
    return run_recording(model, tokenizer, texts, Path(out), settings, f"deepdecipher_widget {__version__}")


def load_model(source: str | os.PathLike[str]) -> tuple[Any, Any]:
    """Give the model and the tokenizer of a folder or of a name, ready for `record`.

    A folder holds `config.json`, `model.safetensors` and `tokenizer.json`, either as Hugging Face's `save_pretrained`
    writes them or of a HookedTransformer: the arguments of its `HookedTransformerConfig`, and its parameters in any
    precision (the model computes in single); nothing is fetched for it. Anything else is a name that TransformerLens
    knows, downloaded if need be. Raises `ImportError` without the extra `[record]`, `RecordError` if the model cannot
    be loaded.
    """
    try:
        from .models import load_model
    except ModuleNotFoundError as error:
        raise ImportError(_INSTALL) from error
    return load_model(source)
