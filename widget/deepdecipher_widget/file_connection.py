"""Reads a dataset file without a server."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import zlib
from typing import Any
from urllib.parse import unquote

from .connection import Connection
from .dataset import Dataset
from .errors import InvalidReplyError
from .reply import Absent, Page, Reply


class FileConnection(Connection):
    """A connection to the dataset file at `path`. Raises DatasetError if it is none.

    Answers the paths that the widgets ask for: `/api` and `/api/{model}/all[/{layer}[/{neuron}]]`. The file is opened
    here and closed when the connection is collected.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(os.fspath(path))
        self._dataset = Dataset(path)
        self._lock = threading.Lock()

    def models(self) -> list[dict[str, Any]]:
        with self._lock:
            self._models = self._dataset.models()
        return self._models

    def get(self, path: str, etag: str | None = None) -> Reply:
        try:
            return self._get(path)
        except (sqlite3.Error, OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
            raise InvalidReplyError(f"{path} in {self.address}", f"{type(error).__name__}: {error}") from error

    def _get(self, path: str) -> Reply:
        match [unquote(segment) for segment in path.split("/")[1:]]:
            case ["api"]:
                return _page({"models": self.models()})
            case ["api", model, "all", *index] if len(index) <= 2:
                return self._all(model, index)
        return Absent(f"{path} is not there: a dataset file answers /api and /api/MODEL/all[/LAYER[/NEURON]].")

    def _all(self, model: str, index: list[str]) -> Reply:
        """An `all` page, put together from those of the services as the API does it."""
        models = {metadata["name"]: metadata for metadata in self.models()}
        metadata = models.get(model)
        if metadata is None:
            return Absent(f"There is no model {model!r}; {self.address} has {', '.join(models) or 'none'}.")
        place, problem = _place(metadata, index)
        if problem is not None:
            return Absent(problem)
        parts: dict[str, Any] = {"metadata": {"data": metadata}}
        for service in metadata["available_services"]:
            if service != "metadata":
                with self._lock:
                    page = self._dataset.page(model, service, *place)
                parts[service] = (
                    {"data": page["data"]} if page else {"error": f"The dataset has no {service} page here."}
                )
        return _page(parts)


def _place(metadata: dict[str, Any], index: list[str]) -> tuple[list[int], str | None]:
    """Layer and neuron as numbers, or what is wrong with them."""
    name, layers, neurons = metadata["name"], metadata["num_layers"], metadata["layer_size"]
    place: list[int] = []
    for kind, size, value in zip(("layer", "neuron"), (layers, neurons), index, strict=False):
        if not (value.isascii() and value.isdigit() and int(value) < size):
            where = name if kind == "layer" else f"layer {place[0]} of {name}"
            return [], f"{kind} {value} is out of range: {where} has {kind}s 0 to {size - 1}"
        place.append(int(value))
    return place, None


def _page(document: object) -> Page:
    return Page(json.dumps(document, ensure_ascii=False, separators=(",", ":")), None)
