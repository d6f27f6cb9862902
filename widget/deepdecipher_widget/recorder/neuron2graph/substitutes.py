"""Tokens that may stand in another's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
import torch

from ..adapter import ModelAdapter, fingerprint
from ..tokens import TokenCodec
from .forward import Ids

# Tokens in one pass that gives logits, which for a vocabulary of 50,000 take 200 MiB.
_TOKENS_A_PASS = 1024
# Predictions of a masked language model that are looked at: most are no single token of the model that is recorded.
_LOOKED_AT = 50
# Texts that a masked language model reads at once.
_MASKED_TEXTS = 32

# Given texts as what stands before and after a gap, gives for each what may stand in it, likeliest first.
FillGaps = Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[str]]]


class Substitutes(Protocol):
    """Where substitutes come from. `description` says so in a few words; `identity` tells one source from another."""

    description: str
    identity: str

    def tokens(self, places: Sequence[tuple[Ids, int]], num: int) -> list[list[int]]:
        """Give up to `num` tokens for each place, a sequence and an index in it, likeliest first.

        The token that is there may be among them. Equal calls give equal tokens.
        """
        ...


class PredictedSubstitutes:
    """What the model itself expects after what stands before the place.

    `bos` begins every sequence, if there is one; without it nothing stands before a first token, whose substitutes are
    those of the second. Raises `RecordError` if the model gives no logits. Cost: a pass over every different sequence.
    """

    description = "the model's own predictions at that place"
    identity = "model"

    def __init__(self, model: ModelAdapter, bos: int | None) -> None:
        self._model = model
        self._bos = [] if bos is None else [bos]

    def tokens(self, places: Sequence[tuple[Ids, int]], num: int) -> list[list[int]]:
        ordered = sorted({ids for ids, _ in places}, key=len)
        predicted: dict[Ids, np.ndarray] = {}
        start = 0
        while start < len(ordered):
            length = len(ordered[start])
            most = max(1, _TOKENS_A_PASS // length)
            group = [ids for ids in ordered[start : start + most] if len(ids) == length]
            predicted.update(zip(group, self._predictions(group, num)))
            start += len(group)
        return [predicted[ids][index].tolist() for ids, index in places]

    @torch.inference_mode()
    def _predictions(self, sequences: Sequence[Ids], num: int) -> np.ndarray:
        ids = torch.tensor([[*self._bos, *sequence] for sequence in sequences], device=self._model.device)
        logits = self._model.logits(ids)
        length = len(sequences[0])
        before = logits[:, :length] if self._bos else logits[:, [0, *range(length - 1)]]
        return before.topk(min(num, before.shape[2])).indices.cpu().numpy()


class MaskedSubstitutes:
    """What a masked language model puts in the place, where it is a single token of the model that is recorded."""

    def __init__(self, fill: FillGaps, codec: TokenCodec, description: str, identity: str) -> None:
        self._fill = fill
        self._codec = codec
        self.description = description
        self.identity = identity

    def tokens(self, places: Sequence[tuple[Ids, int]], num: int) -> list[list[int]]:
        decode, spaces, gaps = self._codec.decode, [], []
        for ids, index in places:
            token = decode(ids[index])
            # The space before a word belongs to the token here, and to the text around it there.
            space = token[: len(token) - len(token.lstrip())]
            spaces.append(space)
            gaps.append(("".join(map(decode, ids[:index])) + space, "".join(map(decode, ids[index + 1 :]))))
        found = []
        for space, words in zip(spaces, self._fill(gaps), strict=True):
            tokens = dict.fromkeys(self._codec.find(space + word.strip()) for word in words if word.strip())
            found.append([token for token in tokens if token is not None][:num])
        return found


def make_substitutes(masked_lm: Any, model: ModelAdapter, codec: TokenCodec) -> Substitutes:
    """Give the source that `record`'s argument `masked_lm` names; `TypeError` if it is nothing of the kind."""
    if masked_lm is None:
        return PredictedSubstitutes(model, codec.bos)
    if isinstance(masked_lm, tuple) and len(masked_lm) == 2:
        masked, tokenizer = masked_lm
        if getattr(tokenizer, "mask_token_id", None) is None:
            raise TypeError(
                f"The tokenizer of a masked language model needs a mask token; {type(tokenizer).__name__} has none."
            )
        description = f"the masked language model {type(masked).__name__} at that place"
        return MaskedSubstitutes(_filling(masked, tokenizer), codec, description, fingerprint(masked))
    if callable(masked_lm):
        name = getattr(masked_lm, "__qualname__", type(masked_lm).__qualname__)
        return MaskedSubstitutes(masked_lm, codec, f"the function {name} at that place", name)
    raise TypeError(
        f"masked_lm is a pair of a masked language model and its tokenizer, or a function; found "
        f"{type(masked_lm).__name__}."
    )


def _filling(model: Any, tokenizer: Any) -> FillGaps:
    device, mask = next(model.parameters()).device, tokenizer.mask_token
    model.eval()

    @cache
    def word(id: int) -> str:
        piece = tokenizer.convert_tokens_to_string([tokenizer.convert_ids_to_tokens(id)])
        # A piece that goes on with a word is none.
        return "" if piece.startswith("##") else piece

    @torch.inference_mode()
    def fill(gaps: Sequence[tuple[str, str]]) -> list[list[str]]:
        found: list[list[str]] = []
        for start in range(0, len(gaps), _MASKED_TEXTS):
            # A mask that the text itself spells out is no gap.
            texts = [mask.join(part.replace(mask, "") for part in gap) for gap in gaps[start : start + _MASKED_TEXTS]]
            encoded = tokenizer(texts, padding=True, return_tensors="pt").to(device)
            rows, columns = (encoded["input_ids"] == tokenizer.mask_token_id).nonzero(as_tuple=True)
            logits = model(**encoded).logits[rows, columns]
            likeliest = logits.topk(min(_LOOKED_AT, logits.shape[1])).indices.tolist()
            found += [[word(id) for id in ids] for ids in likeliest]
        return found

    return fill
