from __future__ import annotations

import queue
from typing import Any

import pytest
from api_double import ApiDouble

from deepdecipher_widget.api_connection import ApiConnection
from deepdecipher_widget.kernel_requests import KernelRequests

NEURON = "/api/tiny/all/1/2"


class Line:
    """The browser's end of a widget's line to the kernel."""

    def __init__(self, address: str) -> None:
        self.replies: queue.Queue[dict[str, Any]] = queue.Queue()
        self.requests = KernelRequests(ApiConnection(address), self.replies.put)

    def get(self, request: str, path: str, etag: str | None = None) -> None:
        self.requests.handle({"kind": "get", "id": request, "path": path, "etag": etag})

    def reply(self) -> dict[str, Any]:
        return self.replies.get(timeout=5)


@pytest.fixture
def line(api: ApiDouble) -> Line:
    return Line(api.address)


def test_a_page_is_brought_and_its_tag_honoured(line: Line) -> None:
    line.get("1", NEURON)
    reply = line.reply()
    assert (reply["kind"], reply["id"], reply["result"]["kind"]) == ("reply", "1", "page")
    assert '"neuroscope"' in reply["result"]["body"]
    line.get("2", NEURON, reply["result"]["etag"])
    assert line.reply() == {"kind": "reply", "id": "2", "result": {"kind": "not-modified"}}


def test_every_outcome_is_told_apart(line: Line, api: ApiDouble) -> None:
    api.answers["/api/tiny/all/0/0"] = (503, b"busy")
    api.answers["/api/tiny/all/0/1"] = (200, b"\xff")
    with ApiDouble() as gone:
        pass
    away = Line(gone.address)
    for request, path in enumerate(["/api/tiny/all/1/9", "/api/tiny/all/0/0", "/api/tiny/all/0/1"]):
        line.get(str(request), path)
    away.get("3", NEURON)
    results = {reply["id"]: reply["result"] for reply in [line.reply(), line.reply(), line.reply(), away.reply()]}
    assert results["0"] == {"kind": "absent", "message": "/api/tiny/all/1/9 has neurons 0 to 3"}
    assert results["1"]["request"].endswith("/api/tiny/all/0/0")
    assert results["1"] | {"request": ""} == {"kind": "status", "request": "", "status": 503, "detail": "busy"}
    assert results["2"]["kind"] == "invalid"
    assert results["3"]["kind"] == "unreachable" and "refused" in results["3"]["reason"]


@pytest.mark.parametrize(
    "path", ["http://127.0.0.1/", "/bin/x", "/api/../x", "/api?x y", "/api//x", "/apix", "", "/api/a b"]
)
def test_only_paths_of_the_api_are_asked_for(line: Line, api: ApiDouble, path: str) -> None:
    line.get("1", path)
    detail = f"{path} is no path of the API."
    assert line.reply()["result"] == {"kind": "status", "request": path, "status": 400, "detail": detail}
    assert api.asked == []


def test_a_cancelled_request_is_never_answered(line: Line, api: ApiDouble) -> None:
    api.hold.clear()
    line.get("1", NEURON)
    line.requests.handle({"kind": "cancel", "id": "1"})
    api.hold.set()
    line.get("2", NEURON)
    assert line.reply()["id"] == "2"
    assert line.replies.empty()


@pytest.mark.parametrize(
    "message", [None, [], {}, {"kind": "get", "id": 1, "path": NEURON, "etag": None}, {"kind": "?"}]
)
def test_a_message_that_is_no_request_is_dropped(line: Line, message: object) -> None:
    line.requests.handle(message)
    line.requests.handle({"kind": "cancel", "id": "unknown"})
    line.get("1", NEURON)
    assert line.reply()["id"] == "1"
