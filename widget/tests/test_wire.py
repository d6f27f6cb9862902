"""What Python writes has the shapes that the TypeScript client's schemas define (`client/wire.schema.json`)."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "client/wire.schema.json").read_text("utf-8"))
DATASETS = [ROOT / "test/fixtures/hostile.db", ROOT / "examples/data/py-solu-2l.db"]
# Reading every page of the example takes long; every so many-th is enough to see a shape that is off.
STRIDE = 37


def validator(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": SCHEMA["definitions"]})


# The schema of a service's pages of a model, a layer and a neuron.
DEFINITIONS = {
    "metadata": ("Metadata", "Metadata", "Metadata"),
    "neuroscope": ("NeuroscopeModel", "NeuroscopeLayer", "NeuroscopeNeuron"),
    "neuron2graph": ("Neuron2GraphModel", None, "Neuron2Graph"),
    "neuron_explainer": (None, None, "NeuronExplainer"),
}


def definition(service: str, layer: int, neuron: int) -> str:
    name = DEFINITIONS[service][(layer >= 0) + (neuron >= 0)]
    assert name is not None, f"{service} has no page for layer {layer} and neuron {neuron}"
    return name


def pages(path: Path) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT service, layer, neuron, body FROM page ORDER BY model, service, layer, neuron")
        for number, (service, layer, neuron, body) in enumerate(rows):
            if neuron < 0 or number % STRIDE == 0 or path.name == "hostile.db":
                yield service, layer, neuron, json.loads(gzip.decompress(body))


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_pages_have_the_shapes_of_the_wire(path: Path) -> None:
    metadata = validator("Metadata")
    seen, services = set(), set()
    for service, layer, neuron, page in pages(path):
        assert list(page) == ["data", "metadata"]
        metadata.validate(page["metadata"])
        name = definition(service, layer, neuron)
        validator(name).validate(page["data"])
        seen.add(name)
        services.add(service)
    assert seen == {name for service in services for name in DEFINITIONS[service] if name}
    assert {"metadata", "neuroscope"} <= services


def test_the_schema_refuses_what_is_not_a_page() -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator("NeuroscopeNeuron").validate({"neuron_index": {"layer": 0, "neuron": -1}, "texts": []})
