"""A small HTTP server in place of the API: answers what it is told to, and remembers what it was asked."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

METADATA = {
    "name": "tiny",
    "num_layers": 2,
    "layer_size": 4,
    "activation_function": "solu",
    "num_total_neurons": 8,
    "num_total_parameters": 100,
    "dataset": "made up",
    "available_services": ["metadata", "neuroscope"],
}


def text(tokens: list[str], activations: list[float]) -> dict[str, Any]:
    """A text of the wire's shape."""
    peak = max(range(len(tokens)), key=lambda index: activations[index])
    return {
        "min_range": -1.0,
        "max_range": 4.0,
        "min_activation": min(activations),
        "max_activation": max(activations),
        "data_index": 3,
        "max_activating_token_index": peak,
        "tokens": tokens,
        "activations": activations,
    }


def neuron_page(layer: int, neuron: int, texts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """An `all` page of a neuron of the model `tiny`."""
    texts = [text(["a", " if", "\n"], [0.0, 4.0, -1.0])] if texts is None else texts
    page = {"neuron_index": {"layer": layer, "neuron": neuron}, "texts": texts}
    return {"metadata": {"data": METADATA}, "neuroscope": {"data": page}}


class ApiDouble:
    """Serves `tiny` on a free loopback port while it is entered. `answers` maps paths to (status, body)."""

    def __init__(self, port: int = 0) -> None:
        self.answers: dict[str, tuple[int, Any]] = {"/api": (200, {"models": [METADATA]})}
        for layer in range(2):
            for neuron in range(4):
                self.answers[f"/api/tiny/all/{layer}/{neuron}"] = (200, neuron_page(layer, neuron))
        self.asked: list[str] = []
        self.hold = threading.Event()
        """While clear, answers wait."""
        self.hold.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                double.asked.append(self.path)
                double.hold.wait()
                problem = {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": f"{self.path} has neurons 0 to 3",
                }
                status, body = double.answers.get(self.path, (404, problem))
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                etag = f'"{len(content)}"'
                if status == 200 and self.headers["If-None-Match"] == etag:
                    status, content = 304, b""
                self.send_response(status)
                self.send_header("ETag", etag)
                if "gzip" in self.headers["Accept-Encoding"] and content:
                    content = gzip.compress(content)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
