"""The progress bar of a recording: tokens, tokens per second, time left."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Any, Self

from tqdm.auto import tqdm

from .contexts import ContextStream


class ProgressBar:
    """Shows how far a stream is. A context manager; shows nothing if not `shown`.

    The time left is known if `max_tokens` is given, and estimated by the share of texts done if they can be counted.
    """

    def __init__(self, shown: bool, name: str, texts: Iterable[str], max_tokens: int | None) -> None:
        self._num_texts = len(texts) if isinstance(texts, Sized) else None
        self._max_tokens = max_tokens
        self._bar: Any = tqdm(
            desc=name,
            unit=" tokens",
            unit_scale=True,
            total=max_tokens,
            disable=not shown,
            mininterval=0.5,
            smoothing=0.1,
        )

    def skip(self, stream: ContextStream) -> None:
        """Show what an earlier run has done, which does not count for the speed."""
        self._bar.initial = stream.num_tokens
        self._bar.n = stream.num_tokens
        self._bar.refresh()

    def show(self, stream: ContextStream) -> None:
        """Show how far the stream is."""
        if self._num_texts:
            estimate = stream.num_tokens * self._num_texts // stream.num_texts
            self._bar.total = min(estimate, self._max_tokens or estimate)
        self._bar.update(stream.num_tokens - self._bar.n)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()
