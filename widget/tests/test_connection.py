from __future__ import annotations

import re

import pytest
from api_double import METADATA, ApiDouble, neuron_page

import deepdecipher_widget as dd
from deepdecipher_widget.api_connection import ApiConnection
from deepdecipher_widget.connection import default_connection
from deepdecipher_widget.dataset import DatasetError, DatasetWriter
from deepdecipher_widget.reply import Absent, NotModified, Page, api_path

NEURON = "/api/tiny/all/1/2"


def test_connect_says_what_it_is_connected_to(api: ApiDouble) -> None:
    connection = dd.connect(f"{api.address}/")
    assert repr(connection) == f"<DeepDecipher at {api.address}: tiny (2 layers x 4 neurons)>"
    assert default_connection() is connection


def test_connect_without_address_takes_that_of_the_environment(api: ApiDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPDECIPHER_API", api.address)
    assert dd.connect().address == api.address


def test_without_connect_the_usual_address_is_used_and_not_asked() -> None:
    assert repr(default_connection()) == "<DeepDecipher at http://127.0.0.1:8410, not asked yet>"


def test_a_failing_connect_leaves_the_connection_as_it_was(api: ApiDouble) -> None:
    connection = dd.connect(api.address)
    with ApiDouble() as gone:
        pass
    with pytest.raises(dd.ApiUnreachableError, match=f"does not answer at {gone.address}/api .*refused.*Is it running"):
        dd.connect(gone.address)
    assert default_connection() is connection


def test_connect_refuses_what_is_neither_address_nor_file() -> None:
    with pytest.raises(ValueError, match="'127.0.0.1:8410': it is neither an address .* nor is there such a file"):
        dd.connect("127.0.0.1:8410")


@pytest.mark.parametrize("body", [b"<html>", b"[1]", {"models": [{"name": "x"}]}, b"\xff"])
def test_connect_says_when_the_answer_is_not_that_of_an_api(api: ApiDouble, body: object) -> None:
    api.answers["/api"] = (200, body)
    with pytest.raises(dd.InvalidReplyError, match="is not what a DeepDecipher API sends"):
        dd.connect(api.address)


def test_get_brings_a_page_and_its_tag_and_asks_whether_it_still_holds(api: ApiDouble) -> None:
    connection = ApiConnection(api.address)
    page = connection.get(NEURON)
    assert isinstance(page, Page)
    assert '"neuroscope"' in page.body
    assert connection.get(NEURON, page.etag) == NotModified()


def test_not_there_is_an_answer(api: ApiDouble) -> None:
    connection = ApiConnection(api.address)
    assert connection.get("/api/tiny/all/1/9") == Absent("/api/tiny/all/1/9 has neurons 0 to 3")
    api.answers["/api/x"] = (404, b"Model x is unknown.")
    assert connection.get("/api/x") == Absent("Model x is unknown.")


def test_an_error_status_is_raised_with_what_the_api_says(api: ApiDouble) -> None:
    api.answers[NEURON] = (500, b"out of order")
    with pytest.raises(dd.ApiStatusError, match=f"answered 500 for {api.address}{NEURON}: out of order"):
        ApiConnection(api.address).get(NEURON)


def test_a_server_that_does_not_answer_in_time_is_unreachable(api: ApiDouble) -> None:
    api.hold.clear()
    with pytest.raises(dd.ApiUnreachableError, match="timed out"):
        ApiConnection(api.address, timeout=0.05).get(NEURON)


def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(
    api: ApiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert isinstance(ApiConnection(api.address).get(NEURON), Page)


def test_paths_are_encoded() -> None:
    assert api_path("a/b ü?", "all", 1, 2) == "/api/a%2Fb%20%C3%BC%3F/all/1/2"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tiny.db"
    with DatasetWriter(path) as writer:
        writer.add_model(METADATA)
        writer.add_page("tiny", "neuroscope", neuron_page(1, 2)["neuroscope"]["data"], 1, 2)
    return path


def test_a_dataset_file_answers_as_the_api_does(file, api: ApiDouble) -> None:
    connection = dd.connect(file)
    assert repr(connection) == f"<DeepDecipher at {file}: tiny (2 layers x 4 neurons)>"
    assert connection.api == ""
    answer = ApiConnection(api.address).get(NEURON)
    page = connection.get(NEURON)
    assert isinstance(page, Page) and isinstance(answer, Page)
    assert page.body.replace(" ", "") == answer.body.replace(" ", "")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/other/all/1/2", "There is no model 'other'; .* has tiny"),
        ("/api/tiny/all/2", "layer 2 is out of range: tiny has layers 0 to 1"),
        ("/api/tiny/all/1/4", "neuron 4 is out of range: layer 1 of tiny has neurons 0 to 3"),
        ("/api/tiny/all/1/-1", "neuron -1 is out of range"),
        ("/api/tiny/neuroscope/1", "a dataset file answers"),
    ],
)
def test_a_dataset_file_says_what_is_not_there(file, path: str, message: str) -> None:
    answer = dd.connect(file).get(path)
    assert isinstance(answer, Absent)
    assert re.search(message, answer.message)


def test_a_page_that_a_dataset_file_lacks_fails_alone(file) -> None:
    page = dd.connect(file).get("/api/tiny/all/0/0")
    assert isinstance(page, Page)
    assert '"neuroscope":{"error":"The dataset has no neuroscope page here."}' in page.body


def test_a_file_that_is_no_dataset_is_refused(tmp_path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no")
    with pytest.raises(DatasetError, match="not a dataset"):
        dd.connect(path)
