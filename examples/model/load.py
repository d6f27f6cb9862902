"""Load `py-solu-2l` from this folder: no network, no hub."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformer_lens import HookedTransformer, HookedTransformerConfig

FOLDER = Path(__file__).parent


def load(folder: Path = FOLDER) -> tuple[HookedTransformer, Tokenizer]:
    """Give the model (single precision, CPU, evaluation mode) and its tokenizer.

    The folder holds `config.json` (the arguments of a `HookedTransformerConfig`), `model.safetensors` (a HookedTransformer's
    parameters) and `tokenizer.json`. The tokenizer adds no BOS; a context starts with `tokenizer.token_to_id("<|bos|>")`.
    Raises `FileNotFoundError` if one of the files is missing and `RuntimeError` if weights and configuration disagree.
    """
    config = json.loads((folder / "config.json").read_text())
    model = HookedTransformer(HookedTransformerConfig.from_dict(config))
    weights = load_file(folder / "model.safetensors")
    buffers = dict(model.named_buffers())
    model.load_state_dict({**buffers, **{name: weight.float() for name, weight in weights.items()}})
    return model.eval(), Tokenizer.from_file(str(folder / "tokenizer.json"))


@torch.no_grad()
def loss(model: HookedTransformer, contexts: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    """Give the summed loss in nats of predicting `contexts[:, 1:]` (shape (batch, context), BOS first) where `tokens` is true."""
    log_probabilities = model(contexts, return_type="logits")[:, :-1].log_softmax(-1)
    losses = -log_probabilities.gather(-1, contexts[:, 1:, None])[..., 0]
    return losses[tokens[:, 1:]].sum()
