"""Load `py-solu-2l` from this folder: no network, no hub."""

from pathlib import Path

from tokenizers import Tokenizer
from transformer_lens import HookedTransformer

from deepdecipher_widget.recorder import load_model

FOLDER = Path(__file__).parent


def load(folder: Path = FOLDER) -> tuple[HookedTransformer, Tokenizer]:
    """Give the model (single precision, CPU, evaluation mode) and its tokenizer, from the files that `train.py` writes.

    The tokenizer adds no BOS; a context begins with `tokenizer.token_to_id("<|bos|>")` and has at most 128 tokens.
    Raises what `deepdecipher_widget.recorder.load_model` raises.
    """
    return load_model(folder)
