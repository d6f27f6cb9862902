"""Where models come from."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from tokenizers import Tokenizer

from .errors import RecordError


def load_model(source: str | os.PathLike[str]) -> tuple[Any, Any]:
    """Give a model, in evaluation mode, and its tokenizer; see `deepdecipher_widget.recorder.load_model`."""
    folder = Path(source)
    if not folder.is_dir():
        return _named(str(source))
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return _hugging_face(folder) if "model_type" in config else _hooked(folder, config)
    except ImportError:
        raise
    except Exception as error:  # tokenizers raises nothing narrower than Exception
        raise RecordError(
            f"Cannot load a model from the folder {folder}: {error}. "
            "It must hold config.json, model.safetensors and tokenizer.json of one model."
        ) from error


def _transformer_lens() -> Any:
    try:
        from transformer_lens import HookedTransformer, HookedTransformerConfig
    except ImportError as error:
        raise ImportError(
            "Loading this model needs TransformerLens 3, the last with HookedTransformer: "
            'pip install "transformer-lens>=3,<4"'
        ) from error
    return HookedTransformer, HookedTransformerConfig


def _named(name: str) -> tuple[Any, Any]:
    HookedTransformer, _ = _transformer_lens()
    try:
        model = HookedTransformer.from_pretrained_no_processing(name)
    except (ValueError, OSError) as error:
        raise RecordError(
            f"Cannot load the model {name!r}: there is no such folder, and TransformerLens says: {error}"
        ) from error
    return model.eval(), model.tokenizer


def _hooked(folder: Path, config: dict[str, Any]) -> tuple[Any, Any]:
    HookedTransformer, HookedTransformerConfig = _transformer_lens()
    model = HookedTransformer(HookedTransformerConfig.from_dict(config))
    weights = {name: weight.float() for name, weight in load_file(folder / "model.safetensors").items()}
    model.load_state_dict({**dict(model.named_buffers()), **weights})
    return model.eval(), Tokenizer.from_file(str(folder / "tokenizer.json"))


def _hugging_face(folder: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    options = {"local_files_only": True}
    model = AutoModelForCausalLM.from_pretrained(folder, **options)
    return model.eval(), AutoTokenizer.from_pretrained(folder, **options)
