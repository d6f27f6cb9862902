"""Cuts a stream of texts into the contexts that a model reads, and these into batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .tokens import TokenCodec


@dataclass(frozen=True, slots=True)
class Batch:
    """Contexts in stream order: `first` is the number of the first one.

    `ids`: shape (contexts, length), the tokens that are recorded, filled up with 0; `lengths`: shape (contexts,), at
    least 1.
    """

    first: int
    ids: np.ndarray
    lengths: np.ndarray


class ContextStream:
    """Iterates once over the texts' contexts in batches; never holds more than one text and one batch.

    A context is up to `length` tokens of one text: a text's tokens are cut from its beginning, so only its last context
    may be shorter. Special tokens are left out, or kept with a BOS token at each context's beginning, as the codec
    says. Ends after `max_tokens` tokens, if given, in the midst of a context if need
    be. The counts are of what the batches given so far have used.
    """

    def __init__(
        self, texts: Iterable[str], codec: TokenCodec, *, length: int, batch_size: int, max_tokens: int | None
    ) -> None:
        self._texts = texts
        self._codec = codec
        self._length = length
        self._begin = [codec.bos] if codec.keep_special and codec.bos is not None else []
        self._batch_size = batch_size
        self._max_tokens = max_tokens
        self.num_texts = 0
        self.num_empty_texts = 0
        self.num_special_tokens = 0
        self.num_tokens = 0
        self.num_contexts = 0
        # A digest of all contexts given so far, to tell whether a resumed recording reads the same texts.
        self.digest = b""

    def __iter__(self) -> Iterator[Batch]:
        contexts: list[list[int]] = []
        for context in self._contexts():
            contexts.append(context)
            if len(contexts) == self._batch_size:
                yield self._batch(contexts)
                contexts = []
        if contexts:
            yield self._batch(contexts)

    def _contexts(self) -> Iterator[list[int]]:
        left = self._max_tokens
        for text in self._texts:
            if not isinstance(text, str):
                raise TypeError(f"The texts must be strings; text {self.num_texts} is a {type(text).__name__}.")
            encoded = self._codec.encode(text)
            ids = [id for id in encoded if id not in self._codec.left_out]
            self.num_texts += 1
            self.num_empty_texts += not ids
            self.num_special_tokens += len(encoded) - len(ids)
            step = self._length - len(self._begin)
            for start in range(0, len(ids), step):
                context = [*self._begin, *ids[start : start + step]][:left]
                if left is not None:
                    left -= len(context)
                yield context
                if left is not None and left <= len(self._begin):
                    return

    def _batch(self, contexts: list[list[int]]) -> Batch:
        lengths = np.array([len(context) for context in contexts], dtype=np.int64)
        ids = np.zeros((len(contexts), self._length), dtype=np.int32)
        for row, context in enumerate(contexts):
            ids[row, : len(context)] = context
        batch = Batch(self.num_contexts, ids, lengths)
        self.num_contexts += len(contexts)
        self.num_tokens += int(lengths.sum())
        self.digest = hashlib.sha256(self.digest + lengths.tobytes() + ids.tobytes()).digest()
        return batch
