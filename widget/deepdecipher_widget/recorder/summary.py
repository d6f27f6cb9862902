"""What a recording says of itself: the model's metadata in the dataset, and the report beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import torch

from .checkpoint import State
from .contexts import ContextStream
from .pages import ACTIVATION_PRECISION
from .plan import Plan
from .second_pass import SERVICES


def metadata(plan: Plan, stream: ContextStream, recorder: str) -> dict[str, Any]:
    """Give the model's metadata with its provenance; `recorder` names the program."""
    settings, model = plan.settings, plan.model
    stated = settings.provenance
    return {
        "name": settings.name,
        "num_layers": model.num_layers,
        "layer_size": model.layer_size,
        "activation_function": model.activation_function,
        "num_total_neurons": model.num_layers * model.layer_size,
        "num_total_parameters": model.num_parameters,
        "dataset": settings.dataset,
        "available_services": ["metadata", "neuroscope", *(SERVICES if plan.interpreted else [])],
        "provenance": {
            "source": stated.get("source", "not stated"),
            "revision": stated.get("revision", "not stated"),
            "licence": stated.get("licence", "not stated"),
            "recorded_at": stated.get("recorded_at", datetime.now(UTC).isoformat(timespec="seconds")),
            "recorder": recorder,
            "hook": model.hook,
            "normalisation": "none: activations as the hook gives them",
            "special_tokens": plan.codec.rule(),
            "num_texts": stream.num_contexts,
            "num_tokens": stream.num_tokens,
            "activation_precision": ACTIVATION_PRECISION,
        },
    }


def report(plan: Plan, stream: ContextStream, state: State, dataset_bytes: int) -> dict[str, Any]:
    """Give the report of a recording's first pass."""
    progress = state.progress
    recorded = stream.num_tokens / progress.seconds
    bare = progress.bare_tokens / progress.bare_seconds if progress.bare_tokens else None
    return {
        "model": plan.settings.name,
        "num_texts": stream.num_texts,
        "num_contexts": stream.num_contexts,
        "num_tokens": stream.num_tokens,
        "seconds": round(progress.seconds, 3),
        "tokens_per_second": round(recorded),
        "bare_tokens_per_second": bare and round(bare),
        "bare_sample_tokens": progress.bare_tokens,
        "share_of_bare": bare and round(recorded / bare, 3),
        "skipped": {"empty_texts": stream.num_empty_texts, "special_tokens": stream.num_special_tokens},
        "batch_size": plan.settings.batch_size,
        "device": str(plan.model.device),
        "threads": torch.get_num_threads(),
        "dataset_bytes": dataset_bytes,
    }
