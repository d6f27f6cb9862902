"""The widget that shows one neuron."""

from __future__ import annotations

import difflib
import operator
from typing import Any

from ipywidgets import DOMWidget
from ipywidgets.widgets.widget import register
from traitlets import Dict, Int, Unicode

from ._version import __version__
from .connection import Connection, default_connection
from .errors import DeepDecipherError
from .kernel_requests import KernelRequests
from .neuron_page import NeuronPage, read_neuron_page
from .reply import Absent, Page, api_path
from .static_html import neuron_html, neuron_text

_MODULE = "deepdecipher-widget"
_REFERENCE = ("model", "layer", "neuron")


class _Index(Int):
    """A whole number from anything that is one, NumPy's and torch's included."""

    def validate(self, obj: Any, value: Any) -> int:
        try:
            return int(super().validate(obj, operator.index(value)))
        except TypeError:
            return self.error(obj, value)


@register
class Neuron(DOMWidget):
    """Shows what a neuron does: the tokens it peaks on, its texts coloured by activation, its numbers.

    `Neuron("py-solu-2l", 1, 172)` shows neuron 172 of layer 1; both count from 0. `connection` is what `connect` gave,
    by default its latest. The API need not answer and the neuron need not exist: the widget says so in its place.

    Further keywords are those of ipywidgets' DOMWidget (`layout`, `tooltip`, ...). Raises TypeError for an unknown one,
    TraitError for a value of the wrong type.
    """

    _model_name = Unicode("NeuronModel").tag(sync=True)
    _model_module = Unicode(_MODULE).tag(sync=True)
    _model_module_version = Unicode(f"^{__version__}").tag(sync=True)
    _view_name = Unicode("NeuronView").tag(sync=True)
    _view_module = Unicode(_MODULE).tag(sync=True)
    _view_module_version = Unicode(f"^{__version__}").tag(sync=True)

    model = Unicode(help="Name of the model. Set it to show another; follows the widget.").tag(sync=True)
    layer = _Index(help="Layer, from 0. Set it to show another; follows the widget.").tag(sync=True)
    neuron = _Index(help="Neuron within its layer, from 0. Set it to show another; follows the widget.").tag(sync=True)

    _api = Unicode(help="Address of the API, for the browser to ask; empty if there is none.").tag(sync=True)
    # Not echoed: the browser that sends a page has it.
    _page = Dict(help="The answer that is shown: path, body, etag. Empty if there is none.").tag(
        sync=True, echo_update=False
    )

    def __init__(
        self, model: str, layer: int, neuron: int, *, connection: Connection | None = None, **options: Any
    ) -> None:
        self._refuse_unknown(options)
        self._connection = connection or default_connection()
        self._problem: str | None = None
        super().__init__(model=model, layer=layer, neuron=neuron, _api=self._connection.api, **options)
        requests = KernelRequests(self._connection, self.send)
        self.on_msg(lambda _widget, message, _buffers: requests.handle(message))

    def open(self) -> None:
        """Called by ipywidgets; the first message to the browser already brings the page."""
        self._load()
        super().open()

    def notify_change(self, change: Any) -> None:
        """Called by traitlets. A neuron set from Python goes to the browser together with its page, in one message.

        The browser brings its own: it must not wait for a busy kernel, nor the kernel for the API.
        """
        if change["name"] not in _REFERENCE or self.comm is None or change["name"] in self._property_lock:
            super().notify_change(change)
            return
        with self.hold_sync():
            super().notify_change(change)
            self._load()

    def __repr__(self) -> str:
        return f"Neuron({self.model!r}, {self.layer}, {self.neuron})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The live widget, and what readers without widgets see: static HTML, and text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        self._load()
        page = self._read_page()
        place = (self.model, self.layer, self.neuron)
        return {**bundle, "text/html": neuron_html(*place, page), "text/plain": f"{self!r}: {neuron_text(page)}"}

    @property
    def _path(self) -> str:
        return api_path(self.model, "all", self.layer, self.neuron)

    def _load(self) -> None:
        """Fetches the page of the neuron that is to be shown, unless it is there."""
        path = self._path
        if self._page.get("path") == path:
            return
        page: dict[str, Any] = {}
        try:
            reply = self._connection.get(path)
        except DeepDecipherError as error:
            self._problem = str(error)
        else:
            match reply:
                case Page(body, etag):
                    page = {"path": path, "body": body, "etag": etag}
                case Absent(message):
                    self._problem = message
        self._page = page

    def _read_page(self) -> NeuronPage:
        body = self._page.get("body")
        if not isinstance(body, str):
            return NeuronPage([], self._problem or "There is no answer.")
        try:
            return read_neuron_page(self._path, body)
        except DeepDecipherError as error:
            return NeuronPage([], str(error))

    def _refuse_unknown(self, options: dict[str, Any]) -> None:
        known = [name for name in self.trait_names() if not name.startswith("_")]
        for name in options:
            if name not in known:
                near = difflib.get_close_matches(name, [*known, "connection"], n=1)
                hint = f" Did you mean {near[0]!r}?" if near else f" It takes {', '.join(_REFERENCE)} and connection."
                raise TypeError(f"Neuron() got an unexpected keyword argument {name!r}.{hint}")
