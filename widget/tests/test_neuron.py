from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deepdecipher_widget as dd
import numpy as np
import pytest
from api_double import ApiDouble, neuron_page, text
from deepdecipher_widget.api_connection import ApiConnection
from deepdecipher_widget._version import __version__
from deepdecipher_widget.connection import default_connection
from traitlets import TraitError

WIDGET = Path(__file__).parent.parent


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What widgets send to the browser."""
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(dd.Neuron, "_send", lambda _self, message, buffers=None: messages.append(message))
    return messages


@pytest.fixture
def neuron(api: ApiDouble) -> Callable[..., Any]:
    """Makes a widget of the model `tiny` on the double."""
    dd.connect(api.address)
    return lambda layer=1, number=2, **options: dd.Neuron("tiny", layer, number, **options)


def test_a_new_widget_brings_its_page(neuron, api: ApiDouble) -> None:
    widget = neuron()
    assert widget._page["path"] == "/api/tiny/all/1/2"
    assert json.loads(widget._page["body"]) == neuron_page(1, 2)
    assert widget._api == api.address
    assert api.asked == ["/api", "/api/tiny/all/1/2"]


def test_a_neuron_set_from_python_is_sent_with_its_page_at_once(neuron, sent) -> None:
    widget = neuron()
    sent.clear()
    widget.neuron = 3
    (message,) = sent
    assert message["method"] == "update"
    assert message["state"]["neuron"] == 3
    assert message["state"]["_page"]["path"] == "/api/tiny/all/1/3"


def test_a_neuron_set_in_the_browser_is_not_fetched_again(neuron, api: ApiDouble) -> None:
    widget = neuron()
    changes: list[int] = []
    widget.observe(lambda change: changes.append(change["new"]), "neuron")
    widget.set_state({"neuron": 0})
    page = {"path": "/api/tiny/all/1/0", "body": json.dumps(neuron_page(1, 0)), "etag": None}
    widget.set_state({"_page": page})
    assert (widget.neuron, changes) == (0, [0])
    assert "neuron <b>0</b>" in widget._repr_mimebundle_()["text/html"]
    assert api.asked == ["/api", "/api/tiny/all/1/2"]


def test_the_page_from_the_browser_is_not_echoed(neuron, sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipywidgets.widgets.widget.JUPYTER_WIDGETS_ECHO", True)
    widget = neuron()
    sent.clear()
    widget.set_state({"neuron": 0, "_page": {"path": "x", "body": "{}", "etag": None}})
    assert [message["state"] for message in sent if message["method"] == "echo_update"] == [{"neuron": 0}]


@pytest.mark.parametrize(
    ("place", "says"), [((1, 9), "/api/tiny/all/1/9 has neurons 0 to 3"), ((-1, 0), "/api/tiny/all/-1/0 has neurons")]
)
def test_a_neuron_that_is_not_there_is_said_in_its_place(neuron, place: tuple[int, int], says: str) -> None:
    widget = neuron(*place)
    assert widget._page == {}
    assert says in widget._repr_mimebundle_()["text/html"]
    widget.set_trait("layer", 0)
    widget.neuron = 1
    assert widget._page["path"] == "/api/tiny/all/0/1"


def test_an_api_that_is_away_is_said_in_its_place_and_asked_again_when_shown() -> None:
    with ApiDouble() as gone:
        pass
    widget = dd.Neuron("tiny", 1, 2, connection=ApiConnection(gone.address))
    assert "does not answer" in widget._repr_mimebundle_()["text/html"]
    with ApiDouble(gone.port):
        assert "Peaks on" in widget._repr_mimebundle_()["text/html"]


def test_whole_numbers_of_any_kind_are_taken(neuron) -> None:
    widget = neuron(np.int64(1), np.array([0, 5, 1]).argmax())
    assert (type(widget.neuron), widget.neuron) == (int, 1)


def test_wrong_types_and_unknown_keywords_are_refused(neuron) -> None:
    with pytest.raises(TraitError, match="'neuron' trait .* expected an int, not the str '7'"):
        neuron(1, "7")
    with pytest.raises(TraitError, match="expected an int, not the float 1.5"):
        neuron(1.5, 7)
    with pytest.raises(TypeError, match="'conection'. Did you mean 'connection'?"):
        neuron(conection=default_connection())
    with pytest.raises(TypeError, match="'threshold'. It takes model, layer, neuron and connection."):
        neuron(threshold=3)


def test_keywords_of_all_widgets_are_taken(neuron) -> None:
    assert neuron(layout={"width": "400px"}).layout.width == "400px"


def test_repr_is_short_and_asks_for_nothing(neuron, api: ApiDouble) -> None:
    widget = neuron()
    asked = len(api.asked)
    assert repr(widget) == "Neuron('tiny', 1, 2)"
    assert len(api.asked) == asked


def test_outputs_hold_the_widget_and_forms_for_readers_without_it(neuron) -> None:
    bundle = neuron()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert bundle["text/plain"] == "Neuron('tiny', 1, 2): peaks on '·if' 1x"


@pytest.mark.parametrize("body", ["no", "{}", '{"neuroscope": {"data": {"texts": [{}]}}}', '{"neuroscope": []}'])
def test_a_malformed_page_is_said_in_its_place(neuron, api: ApiDouble, body: str) -> None:
    api.answers["/api/tiny/all/0/0"] = (200, body.encode())
    assert "is not what a DeepDecipher API sends" in neuron(0, 0)._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("part", "says"),
    [({"error": "out of order"}, "out of order"), ({"missing_data_types": ["a", "b"]}, "The dataset lacks a, b here.")],
)
def test_a_service_without_a_page_says_why(neuron, api: ApiDouble, part: object, says: str) -> None:
    api.answers["/api/tiny/all/0/0"] = (200, {"neuroscope": part})
    assert says in neuron(0, 0)._repr_mimebundle_()["text/plain"]


def test_static_html_is_inert_and_shows_tokens_as_text(neuron, api: ApiDouble) -> None:
    hostile = ["<script>alert(1)</script>", "\u202e", "$x$", "'\"&", "<img src=x onerror=alert(1)>"]
    api.answers["/api/tiny/all/0/0"] = (200, neuron_page(0, 0, [text(hostile, [4.0, 0.1, -1.0, 2.0, 1.0])]))
    html = neuron(0, 0)._repr_mimebundle_()["text/html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</span></b>" in html
    assert "\\u202e" in html
    assert "rgba(40,120,220,0.12)" in html
    for mark in ("<script", "<img", "\u202e", "$", "class=", "onerror=alert(1)>"):
        assert mark not in html


def test_a_neuron_without_texts_or_without_activation_is_said_plainly(neuron, api: ApiDouble) -> None:
    api.answers["/api/tiny/all/0/0"] = (200, neuron_page(0, 0, []))
    api.answers["/api/tiny/all/0/1"] = (200, neuron_page(0, 1, [text(["a"], [0.0])]))
    assert "Never above 0 in its 0 top texts" in neuron(0, 0)._repr_mimebundle_()["text/html"]
    assert neuron(0, 1)._repr_mimebundle_()["text/plain"].endswith("never above 0 in its texts")


def test_python_and_javascript_are_of_one_version() -> None:
    assert json.loads((WIDGET / "package.json").read_text())["version"] == __version__


def test_synced_traits_are_those_of_the_specification() -> None:
    from print_traits import synced_traits

    assert synced_traits() == json.loads((WIDGET / "traits.json").read_text(encoding="utf-8"))
