from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from api_double import ApiDouble, neuron_page, text
from traitlets import TraitError

import deepdecipher_widget as dd
from deepdecipher_widget._version import __version__
from deepdecipher_widget.api_connection import ApiConnection
from deepdecipher_widget.connection import default_connection

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


def patterns(tokens: list[str]) -> dict[str, Any]:
    """A `neuron2graph` page: the first token fires after the others."""
    required = list(range(1, len(tokens)))
    nodes = [{"token": token, "required": [] if i else required, "importance": 0.5} for i, token in enumerate(tokens)]
    firing = [{"firing": {"f1": f1}} for f1 in (0.82, None)]
    return {
        "graph": {"subgraph_indices": [0, 0, 1, len(tokens)], "graph": nodes},
        "graphviz": "",
        "similar": [{"layer": 0, "neuron": 2, "similarity": 0.5}, {"layer": 1, "neuron": 0, "similarity": 0.75}],
        "quality": {"top": firing[0], "random": firing[1]},
    }


def explained(explanation: dict[str, Any], tokens: list[str]) -> dict[str, Any]:
    return {**neuron_page(0, 0), "neuron_explainer": {"data": explanation}, "neuron2graph": {"data": patterns(tokens)}}


def test_static_html_explains_the_neuron_and_shows_its_patterns(neuron, api: ApiDouble) -> None:
    words = {"explanation": "Fires on «·not».", "score": 0.6249, "explainer": "patterns", "scored_on": "held-out texts"}
    api.answers["/api/tiny/all/0/0"] = (200, explained(words, [" not", " is", " was"]))
    bundle = neuron(0, 0)._repr_mimebundle_()
    html = bundle["text/html"]
    assert (
        "Fires on <code>·not</code>.<br><small>Correlation <b>0.625</b> of predicted with true activations "
        "on held-out texts · written from its patterns</small>" in html
    )
    assert (
        '<td style="text-align:right"><code style="background:rgba(40,120,220,0.25)">·is</code> '
        '<code style="background:rgba(40,120,220,0.25)">·was</code></td>'
        '<td style="text-align:left"><code style="background:rgba(230,120,20,0.25)">·not</code></td>' in html
    )
    assert "F1 <b>0.82</b> on held-out top texts, undefined on random text." in html
    assert "Similar neurons: L1N0 (0.75), L0N2 (0.5)." in html
    order = [html.index(words) for words in ("Fires on", "fires on</th>", "Peaks on", "Similar neurons")]
    assert order == sorted(order)
    assert bundle["text/plain"] == "Neuron('tiny', 0, 0): peaks on '·if' 1x"


def test_static_html_names_other_scores_and_explainers(neuron, api: ApiDouble) -> None:
    words = {"explanation": "the word «not»", "score": 0.5, "score_kind": "eleuther_fuzz", "explainer": "gpt-4"}
    api.answers["/api/tiny/all/0/0"] = (200, explained(words, ["a"]))
    html = neuron(0, 0)._repr_mimebundle_()["text/html"]
    assert "the word «not»<br><small>Score <b>0.5</b> (eleuther_fuzz) · written by gpt-4</small>" in html
    api.answers["/api/tiny/all/0/1"] = (200, explained({"explanation": "a", "score": None}, ["a"]))
    assert "a<br><small>Not scored</small>" in neuron(0, 1)._repr_mimebundle_()["text/html"]


def test_static_html_keeps_hostile_patterns_and_explanations_inert(neuron, api: ApiDouble) -> None:
    hostile = ["<script>alert(1)</script>", "\u202e", "$x$", "'\"&", "<img src=x onerror=alert(1)>"]
    words = "".join(f"«{token}»" for token in hostile)
    for explainer in ("patterns", "<b>$\u202e"):
        page = {"explanation": words, "score": 0.5, "explainer": explainer, "score_kind": "<i>$", "scored_on": "<u>$"}
        api.answers["/api/tiny/all/0/0"] = (200, explained(page, hostile))
        html = neuron(0, 0)._repr_mimebundle_()["text/html"]
        for mark in ("<script", "<img", "<i>", "<u>", "\u202e", "$", "class=", "onerror=alert(1)>"):
            assert mark not in html


@pytest.mark.parametrize(
    ("part", "says"),
    [({"error": "out of <order>"}, "out of &lt;order&gt;"), ({"data": {}}, "page is malformed: KeyError")],
)
@pytest.mark.parametrize("service", ["neuron2graph", "neuron_explainer"])
def test_a_part_that_fails_leaves_the_texts(neuron, api: ApiDouble, service: str, part: object, says: str) -> None:
    api.answers["/api/tiny/all/0/0"] = (200, {**neuron_page(0, 0), service: part})
    html = neuron(0, 0)._repr_mimebundle_()["text/html"]
    assert says in html
    assert "Peaks on" in html


def test_a_part_that_the_dataset_lacks_is_left_out(neuron, api: ApiDouble) -> None:
    api.answers["/api/tiny/all/0/0"] = (200, {**neuron_page(0, 0), "neuron2graph": {"missing_data_types": ["graphs"]}})
    html = neuron(0, 0)._repr_mimebundle_()["text/html"]
    assert "graphs" not in html
    assert "Peaks on" in html


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
