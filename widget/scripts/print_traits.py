"""Prints the traits of `Neuron` that are synced with the browser, as JSON: `widget/traits.json` is its output."""

from __future__ import annotations

import json
from typing import Any

from ipywidgets import DOMWidget

from deepdecipher_widget.neuron import Neuron


def synced_traits() -> dict[str, dict[str, Any]]:
    """Name, type, default and echo of every synced trait that is Neuron's own."""
    inherited = DOMWidget.class_traits(sync=True)
    return {
        name: {
            "type": type(trait).__bases__[0].__name__ if type(trait).__name__.startswith("_") else type(trait).__name__,
            "default": trait.default(),
            "echo": trait.metadata.get("echo_update", True),
        }
        for name, trait in sorted(Neuron.class_traits(sync=True).items())
        if trait is not inherited.get(name)
    }


if __name__ == "__main__":
    print(json.dumps(synced_traits(), indent=2))
