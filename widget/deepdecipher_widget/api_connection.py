"""Asks a DeepDecipher API over HTTP."""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import json
import urllib.error
import urllib.request
import zlib
from typing import Any
from urllib.parse import urlsplit

from ._version import __version__
from .connection import Connection
from .errors import ApiStatusError, ApiUnreachableError, InvalidReplyError
from .reply import Absent, NotModified, Page, Reply, api_path

_TIMEOUT = 10.0
_MAX_DETAIL = 300


class ApiConnection(Connection):
    """A connection to the API at `address`; a path in the address is kept. `timeout` in seconds."""

    def __init__(self, address: str, timeout: float = _TIMEOUT) -> None:
        super().__init__(address.rstrip("/"))
        self._timeout = timeout
        # A proxy that the environment names is for the network, never for this machine.
        handlers = [urllib.request.ProxyHandler({})] if _is_loopback(address) else []
        self._opener = urllib.request.build_opener(*handlers)

    @property
    def api(self) -> str:
        return self.address

    def get(self, path: str, etag: str | None = None) -> Reply:
        url = self.address + path
        headers = {
            "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "gzip",
            "User-Agent": f"deepdecipher-widget/{__version__}",
            **({"If-None-Match": etag} if etag else {}),
        }
        try:
            with self._opener.open(urllib.request.Request(url, headers=headers), timeout=self._timeout) as response:
                return Page(_text(url, response), response.headers.get("ETag"))
        except urllib.error.HTTPError as error:
            with error:
                return self._without_page(url, error)
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise ApiUnreachableError(url, str(reason) or type(reason).__name__) from error

    def models(self) -> list[dict[str, Any]]:
        path = api_path()
        reply = self.get(path)
        if not isinstance(reply, Page):
            raise InvalidReplyError(self.address + path, f"no list of models ({reply})")
        try:
            models = [_metadata(model) for model in json.loads(reply.body)["models"]]
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidReplyError(self.address + path, f"{type(error).__name__}: {error}") from error
        self._models = models
        return models

    def _without_page(self, url: str, error: urllib.error.HTTPError) -> Reply:
        if error.code == 304:
            return NotModified()
        detail = _detail(_text(url, error))
        if error.code == 404:
            return Absent(detail or f"{url} is not there.")
        raise ApiStatusError(url, error.code, detail) from error


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _metadata(model: dict[str, Any]) -> dict[str, Any]:
    """The model's metadata as they came, once what is used of them has been checked."""
    if not isinstance(model["name"], str):
        raise TypeError("a model's name is no string")
    int(model["num_layers"]), int(model["layer_size"])
    return model


def _text(url: str, response: Any) -> str:
    body = response.read()
    try:
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InvalidReplyError(url, f"its bytes cannot be read: {error}") from error


def _detail(body: str) -> str:
    """The readable part of an error's body: a problem document's detail, or plain text."""
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, TypeError, KeyError):
        detail = body
    if not isinstance(detail, str) or detail.lstrip().startswith("<"):
        return ""
    return f"{detail[:_MAX_DETAIL]}…" if len(detail) > _MAX_DETAIL else detail.strip()
