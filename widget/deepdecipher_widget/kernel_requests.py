"""Answers what a widget's browser side asks the kernel for, when it cannot reach the API itself.

The messages are those of the client's `src/transports/channel-protocol.ts`.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from .connection import Connection
from .errors import ApiStatusError, ApiUnreachableError, InvalidReplyError
from .reply import Absent, NotModified, Page

_log = logging.getLogger(__name__)
_PATH = re.compile(r"/api(?:/(?!\.{1,2}(?:[/?]|$))[^/?#\s]+)*(?:\?[^#\s]*)?")
# Requests wait for the network, not for the processor; the user's cells must not wait for either.
_workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="deepdecipher")


class KernelRequests:
    """The kernel's end of one widget's requests; `send` sends a message to the browser, from any thread."""

    def __init__(self, connection: Connection, send: Callable[[dict[str, Any]], None]) -> None:
        self._connection = connection
        self._send = send
        self._running: dict[str, Future[None]] = {}
        self._lock = threading.Lock()

    def handle(self, message: object) -> None:
        """Takes a message from the browser: a request is answered later, a cancelled one never."""
        match message:
            case {"kind": "get", "id": str() as request, "path": str() as path, "etag": str() | None as etag}:
                if _PATH.fullmatch(path):
                    with self._lock:
                        self._running[request] = _workers.submit(self._answer, request, path, etag)
                else:
                    detail = f"{path} is no path of the API."
                    self._reply(request, {"kind": "status", "request": path, "status": 400, "detail": detail})
            case {"kind": "cancel", "id": str() as request}:
                with self._lock:
                    future = self._running.pop(request, None)
                if future is not None:
                    future.cancel()
            case _:
                _log.warning("Dropped a message that is no request: %.200r", message)

    def _answer(self, request: str, path: str, etag: str | None) -> None:
        result = self._result(path, etag)
        with self._lock:
            wanted = self._running.pop(request, None) is not None
        if wanted:
            self._reply(request, result)

    def _result(self, path: str, etag: str | None) -> dict[str, Any]:
        try:
            reply = self._connection.get(path, etag)
        except ApiUnreachableError as error:
            return {"kind": "unreachable", "request": error.request, "reason": error.reason}
        except ApiStatusError as error:
            return {"kind": "status", "request": error.request, "status": error.status, "detail": error.detail}
        except InvalidReplyError as error:
            return {"kind": "invalid", "request": error.request, "problem": error.problem}
        except Exception as error:  # The browser waits: it gets an answer whatever happens.
            _log.exception("Cannot answer %s", path)
            return {"kind": "unreachable", "request": path, "reason": f"{type(error).__name__}: {error}"}
        match reply:
            case Page(body, etag):
                return {"kind": "page", "body": body, "etag": etag}
            case NotModified():
                return {"kind": "not-modified"}
            case Absent(message):
                return {"kind": "absent", "message": message}

    def _reply(self, request: str, result: dict[str, Any]) -> None:
        self._send({"kind": "reply", "id": request, "result": result})
