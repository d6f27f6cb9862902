"""What can be set about a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROVENANCE = ("source", "revision", "licence", "recorded_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keyword arguments of `record`, checked: `ValueError` names the one that is wrong."""

    name: str
    hook: str | None
    layers: Sequence[int] | None
    neurons: Sequence[int] | None
    context_length: int | None
    special_tokens: bool
    num_texts: int
    batch_size: int
    max_tokens: int | None
    checkpoint_every: float
    dataset: str
    provenance: Mapping[str, str]
    neuron2graph: bool | Sequence[int]
    masked_lm: Any
    restart: bool
    progress: bool

    def __post_init__(self) -> None:
        if not self.name or "/" in self.name:
            raise ValueError(f"A model's name must not be empty nor hold a slash; it is {self.name!r}.")
        for what in ("num_texts", "batch_size", "max_tokens"):
            value = getattr(self, what)
            if value is not None and value < 1:
                raise ValueError(f"{what} must be at least 1; it is {value}.")
        if self.checkpoint_every < 0:
            raise ValueError(f"checkpoint_every is in seconds and must not be negative; it is {self.checkpoint_every}.")
        if unknown := sorted(set(self.provenance) - set(PROVENANCE)):
            raise ValueError(f"Unknown provenance {', '.join(unknown)}; it may hold {', '.join(PROVENANCE)}.")
