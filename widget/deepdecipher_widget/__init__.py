"""Shows neurons of language models in notebooks, and records the datasets that they are shown from.

Names are imported when first used, so that recording needs no ipywidgets and looking at neurons needs no torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .connection import Connection, connect
    from .errors import ApiStatusError, ApiUnreachableError, DeepDecipherError, InvalidReplyError
    from .neuron import Neuron
    from .recorder import record

_MODULES = {
    "ApiStatusError": ".errors",
    "ApiUnreachableError": ".errors",
    "Connection": ".connection",
    "DeepDecipherError": ".errors",
    "InvalidReplyError": ".errors",
    "Neuron": ".neuron",
    "connect": ".connection",
    "record": ".recorder",
}

__all__ = [
    "ApiStatusError",
    "ApiUnreachableError",
    "Connection",
    "DeepDecipherError",
    "InvalidReplyError",
    "Neuron",
    "__version__",
    "connect",
    "record",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "deepdecipher-widget"}]


def _jupyter_nbextension_paths() -> list[dict[str, str]]:
    return [
        {
            "section": "notebook",
            "src": "nbextension",
            "dest": "deepdecipher-widget",
            "require": "deepdecipher-widget/extension",
        }
    ]
