"""What a connection brings back for one path of the API."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Page:
    """An answer. `body` is JSON text, not yet parsed; `etag` its entity tag, quotes included."""

    body: str
    etag: str | None


@dataclass(frozen=True)
class NotModified:
    """The caller's entity tag still holds."""


@dataclass(frozen=True)
class Absent:
    """404: no such model, layer, neuron or service. `message` is the API's own word for it."""

    message: str


Reply = Page | NotModified | Absent


def api_path(*segments: str | int) -> str:
    """Path of an API resource: `api_path("py-solu-2l", "all", 1, 172)` is `/api/py-solu-2l/all/1/172`."""
    return "/".join(["/api", *(quote(str(segment), safe="!'()*-._~") for segment in segments)])
