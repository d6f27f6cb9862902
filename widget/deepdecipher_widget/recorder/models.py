"""What the recorder asks of a model, and where models come from."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from tokenizers import Tokenizer

from .errors import RecordError, UnknownHookError


def load_model(source: str | os.PathLike[str]) -> tuple[Any, Any]:
    """Give a TransformerLens model, in evaluation mode, and its tokenizer.

    `source` is a folder with `config.json` (the arguments of a `HookedTransformerConfig`), `model.safetensors` (a
    HookedTransformer's parameters, computed with in single precision) and `tokenizer.json` (of the library tokenizers);
    nothing is fetched for it. Anything else is a name that TransformerLens knows, downloaded if need be.
    Raises `RecordError` if it is neither, or if a folder's files are missing or do not fit together.
    """
    try:
        from transformer_lens import HookedTransformer, HookedTransformerConfig
    except ImportError as error:
        raise ImportError(
            "Loading a model needs TransformerLens 3, the last with HookedTransformer: "
            'pip install "transformer-lens>=3,<4"'
        ) from error
    folder = Path(source)
    if not folder.is_dir():
        try:
            model = HookedTransformer.from_pretrained_no_processing(str(source))
        except (ValueError, OSError) as error:
            raise RecordError(
                f"Cannot load the model {str(source)!r}: there is no such folder, and TransformerLens says: {error}"
            ) from error
        return model.eval(), model.tokenizer
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        model = HookedTransformer(HookedTransformerConfig.from_dict(config))
        weights = {name: weight.float() for name, weight in load_file(folder / "model.safetensors").items()}
        model.load_state_dict({**dict(model.named_buffers()), **weights})
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises nothing narrower than Exception
        raise RecordError(
            f"Cannot load a model from the folder {folder}: {error}. "
            "It must hold config.json, model.safetensors and tokenizer.json of one TransformerLens model."
        ) from error
    return model.eval(), tokenizer


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where activations are read: `names[layer]` is the hook of each recorded layer, `pattern` the form of all."""

    pattern: str
    names: dict[int, str]


def find_hooks(model: Any, pattern: str | None, layers: Sequence[int] | None) -> Hooks:
    """Give the hooks of the layers asked for (all by default).

    `pattern` is a hook's name with `{layer}` in the layer's place. By default it is `blocks.{layer}.mlp.hook_mid` for
    SoLU with LayerNorm (the activation before the LayerNorm) and `blocks.{layer}.mlp.hook_post` for all else. Raises
    `UnknownHookError` if the model has no such hook, `ValueError` if a layer is out of range.
    """
    if pattern is None:
        pattern = f"blocks.{{layer}}.mlp.{'hook_mid' if model.cfg.act_fn == 'solu_ln' else 'hook_post'}"
    if "{layer}" not in pattern:
        raise ValueError(
            f"A hook's name needs {{layer}} in it, as in blocks.{{layer}}.mlp.hook_post; found {pattern!r}."
        )
    names = {layer: pattern.replace("{layer}", str(layer)) for layer in select("layer", layers, model.cfg.n_layers)}
    for name in names.values():
        if name not in model.hook_dict:
            near = difflib.get_close_matches(name, model.hook_dict, n=5, cutoff=0.5)
            raise UnknownHookError(
                f"The model has no hook {name!r}. "
                + (f"Near ones: {', '.join(near)}." if near else "None is near to it.")
            )
    return Hooks(pattern, names)


def select(what: str, asked: Sequence[int] | None, size: int) -> list[int]:
    """Give the sorted indices asked for, all of `range(size)` for `None`; `ValueError` if one is out of range."""
    if asked is None:
        return list(range(size))
    chosen = sorted(set(asked))
    if not chosen or chosen[0] < 0 or chosen[-1] >= size:
        raise ValueError(f"The {what}s must be from 0 to {size - 1}, and at least one; asked for {list(asked)}.")
    return chosen


def fingerprint(model: Any) -> str:
    """Give a digest of the model's parameters: names, shapes and the first 4,096 values of each."""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(f"{name}{tuple(parameter.shape)}".encode())
        digest.update(parameter.detach().flatten()[:4096].float().cpu().numpy().tobytes())
    return digest.hexdigest()
