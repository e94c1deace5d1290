"""Recorded exchanges as examples of an OpenAPI document, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.settings import patched_settings
from rest_framework import serializers

from products.serializers import ProductSerializer
from restflow.docs import ExampleSchemaError, add_examples
from tests.docs_package.test_documented import HAPPENED
from tools.paths import EXAMPLES

JSON = "application/json"
PRODUCT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "maxLength": 20},
        "made": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "name"],
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "paths": {
        "/products/": {
            "post": {
                "operationId": "products_create",
                "requestBody": {"content": {JSON: {"schema": PRODUCT}}},
                "responses": {"201": {"content": {JSON: {"schema": PRODUCT}}}},
            }
        },
        "/products/{id}/": {
            "get": {
                "operationId": "products_retrieve",
                "parameters": [
                    {"in": "path", "name": "id", "schema": {"type": "integer"}}
                ],
                "responses": {
                    200: {"content": {JSON: {"schema": PRODUCT}}},
                    "4XX": {"content": {JSON: {}}},
                    "204": {"description": ""},
                },
            }
        },
        "/products/export/": {
            "get": {
                "responses": {
                    "200": {"content": {"text/csv": {"schema": {"type": "string"}}}}
                }
            }
        },
    },
}


def exchange(
    path: str,
    answer: Any,
    status: int = 200,
    *,
    sent: Any = None,
    media: str = JSON,
) -> dict[str, Any]:
    """Return a recorded exchange."""
    as_text = answer if isinstance(answer, str) else json.dumps(answer)
    return {
        "method": "GET" if sent is None else "POST",
        "path": path,
        "request": {
            "headers": {"Content-Type": JSON},
            "body": None if sent is None else json.dumps(sent),
        },
        "response": {
            "status": status,
            "reason": "",
            "headers": {"content-type": f"{media}; charset=utf-8"},
            "body": as_text,
        },
        "exception": None,
    }


Made = Callable[..., dict[str, Any]]


@pytest.fixture
def made(tmp_path: Path, settings: Any) -> Made:
    """Return what makes a document of exchanges that a test recorded."""
    folder = tmp_path / "tests"
    folder.mkdir()
    settings.RESTFLOW_DOCS_RECORDS = [folder]

    def make(
        *exchanges: dict[str, Any], document: Mapping[str, Any] = DOCUMENT
    ) -> dict[str, Any]:
        GENERATOR_STATS.reset()
        (folder / "test_products.py").write_text("def test_a_mug(): ...")
        happened = {**HAPPENED, "exchanges": [*exchanges]}
        record = {"tests": {"test_a_mug": happened}}
        (folder / "test_products.json").write_text(json.dumps(record))
        return add_examples(deepcopy(dict(document)), None)

    return make


def examples(document: dict[str, Any], path: str, method: str, status: str) -> Any:
    """Return the examples of a response."""
    (media,) = document["paths"][path][method]["responses"][status]["content"].values()
    return media.get("examples", {})


MUG = {"id": 1, "name": "Mug"}


def test_a_response_is_named_after_its_test(made: Made) -> None:
    document = made(exchange("/products/1/", MUG))
    assert examples(document, "/products/{id}/", "get", "200") == {
        "a-mug": {
            "summary": "A mug",
            "description": "tests/test_products.py",
            "value": MUG,
        }
    }


def test_a_request_that_was_accepted_is_an_example_of_one(made: Made) -> None:
    document = made(exchange("/products/", MUG, 201, sent={"name": "Mug"}))
    body = document["paths"]["/products/"]["post"]["requestBody"]["content"][JSON]
    assert body["examples"]["a-mug"]["value"] == {"name": "Mug"}
    assert examples(document, "/products/", "post", "201")["a-mug"]["value"] == MUG


def test_a_request_that_was_refused_is_no_example_and_may_be_wrong(made: Made) -> None:
    document = deepcopy(DOCUMENT)
    responses = document["paths"]["/products/"]["post"]["responses"]
    responses["400"] = {"content": {JSON: {}}}
    error = {"name": ["Required."]}
    document = made(
        exchange("/products/", error, 400, sent={"name": 1}), document=document
    )
    operation = document["paths"]["/products/"]["post"]
    assert "examples" not in operation["requestBody"]["content"][JSON]
    assert examples(document, "/products/", "post", "400")["a-mug"]["value"] == error


def test_equal_bodies_are_shown_once_and_others_are_numbered(made: Made) -> None:
    pot = {"id": 2, "name": "Pot"}
    document = made(*(exchange("/products/1/", body) for body in (MUG, pot, MUG)))
    found = examples(document, "/products/{id}/", "get", "200")
    assert {key: entry["summary"] for key, entry in found.items()} == {
        "a-mug": "A mug",
        "a-mug-2": "A mug (2)",
    }


def test_there_are_at_most_ten_of_one_status(made: Made) -> None:
    many = [exchange("/products/1/", {**MUG, "id": number}) for number in range(30)]
    found = examples(made(*many), "/products/{id}/", "get", "200")
    assert [entry["value"]["id"] for entry in found.values()] == [*range(10)]


def test_examples_that_were_written_by_hand_stay(made: Made) -> None:
    document = deepcopy(DOCUMENT)
    responses = document["paths"]["/products/{id}/"]["get"]["responses"]
    responses[200]["content"][JSON]["example"] = {"id": 7}
    found = examples(
        made(exchange("/products/1/", MUG), document=document),
        "/products/{id}/",
        "get",
        "200",
    )
    assert [entry["value"] for entry in found.values()] == [{"id": 7}, MUG]


def test_text_is_an_example_as_well(made: Made) -> None:
    document = made(exchange("/products/export/", "id,name\n", media="text/csv"))
    found = examples(document, "/products/export/", "get", "200")
    assert found["a-mug"]["value"] == "id,name\n"


def test_a_range_of_statuses_is_declared(made: Made) -> None:
    document = made(exchange("/products/9/", {"detail": "None."}, 404))
    assert examples(document, "/products/{id}/", "get", "4XX")


@pytest.mark.parametrize(
    "path",
    [
        "/products/1/?page=2",
        "http://localhost:<port>/products/1/",
        "/shop/v1/products/1/",
        "/products/<id>/",
    ],
)
def test_a_path_is_found_wherever_the_api_is_mounted(made: Made, path: str) -> None:
    servers = [{"url": "https://example.com/shop/v1"}]
    document = made(exchange(path, MUG), document={**DOCUMENT, "servers": servers})
    assert examples(document, "/products/{id}/", "get", "200"), path


def test_a_path_is_found_below_the_script_name(made: Made, settings: Any) -> None:
    settings.FORCE_SCRIPT_NAME = "/shop"
    document = made(exchange("/shop/products/1/", MUG))
    assert examples(document, "/products/{id}/", "get", "200")


def test_a_path_without_parameters_comes_first(made: Made) -> None:
    anything = {"in": "path", "name": "id", "schema": {"type": "string"}}
    document = deepcopy(DOCUMENT)
    document["paths"]["/products/{id}/"]["get"]["parameters"] = [anything]
    document = made(
        exchange("/products/export/", "id\n", media="text/csv"), document=document
    )
    assert examples(document, "/products/export/", "get", "200")
    assert not GENERATOR_STATS


@pytest.mark.parametrize("path", ["/others/", "/products/mug/", "/products/1/2/"])
def test_what_is_no_operation_is_left_out(made: Made, path: str) -> None:
    made(exchange(path, "what it may be"))
    assert not GENERATOR_STATS


def test_an_undeclared_status_is_a_warning(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    made(exchange("/products/1/", MUG, 302), exchange("/products/2/", MUG, 302))
    told = capsys.readouterr().err
    assert "products_retrieve (GET /products/{id}/)" in told
    assert told.count("302") == 1
    assert "tests/test_products.py::test_a_mug" in told


def test_an_undeclared_type_and_a_broken_body_are_warnings(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    made(
        exchange("/products/1/", "<p>", media="text/html"),
        exchange("/products/1/", "{"),
    )
    told = capsys.readouterr().err
    assert "text/html" in told
    assert "no JSON" in told


def test_a_body_that_the_document_does_not_mention_is_left_out(made: Made) -> None:
    made(exchange("/products/1/", {"anything": 1}, 204))
    assert not GENERATOR_STATS


def test_what_does_not_fit_is_refused_with_both_sides(made: Made) -> None:
    with pytest.raises(ExampleSchemaError) as caught:
        made(exchange("/products/1/", {"id": "one", "name": "Mug"}))
    told = str(caught.value)
    assert "A response 200 of products_retrieve (GET /products/{id}/)" in told
    assert '$.id: expected type "integer"; got "one"' in told
    assert "tests/test_products.py::test_a_mug" in told
    assert '    "name": "Mug"' in told
    assert "restflow.E302" in told


def test_a_request_that_does_not_fit_is_refused(made: Made) -> None:
    with pytest.raises(ExampleSchemaError, match=r"A request of products_create"):
        made(exchange("/products/", MUG, 201, sent={"name": "M" * 21}))


def test_a_client_may_send_back_what_is_read_only(made: Made) -> None:
    assert made(exchange("/products/", MUG, 201, sent=MUG))


def test_many_that_do_not_fit_are_counted(made: Made) -> None:
    many = [exchange("/products/1/", {"id": f"{n}", "name": ""}) for n in range(8)]
    with pytest.raises(ExampleSchemaError, match=r"And 3 more\."):
        made(*many)


# --- Placeholders --------------------------------------------------------------------


def filled_in(made: Made, schema: Mapping[str, Any], value: Any) -> Any:
    """Return the example of a value that has a schema of its own."""
    document = deepcopy(DOCUMENT)
    responses = document["paths"]["/products/{id}/"]["get"]["responses"]
    responses[200]["content"][JSON]["schema"] = schema
    found = examples(
        made(exchange("/products/1/", json.dumps(value)), document=document),
        "/products/{id}/",
        "get",
        "200",
    )
    return found["a-mug"]["value"]


FORMATS = {"date-time": "T", "date": "-", "uuid": "-", "uri": ":", "email": "@"}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("several", [False, True])
def test_a_placeholder_gets_a_value_of_its_format(
    made: Made, name: str, several: bool
) -> None:
    schema: dict[str, Any] = {"type": "string", "format": name}
    if several:
        schema = {"anyOf": [schema, {"enum": [""]}]}
    schema = {"type": "array", "items": schema}
    (value,) = filled_in(made, schema, ["<time>"])
    assert FORMATS[name] in value
    # The document is one that its own schema allows.
    assert filled_in(made, schema, [value]) == [value]


@pytest.mark.parametrize("kind", ["integer", "number", "boolean"])
def test_a_placeholder_gets_a_value_of_its_type(made: Made, kind: str) -> None:
    value = filled_in(made, {"type": kind}, "<id>")
    assert not isinstance(value, str)


@pytest.mark.parametrize(
    "schema", [{"maxLength": 3}, {"pattern": "^[a-z]+$"}, {"enum": ["a", "b"]}]
)
def test_a_placeholder_fits_any_other_string(
    made: Made, schema: dict[str, Any]
) -> None:
    assert filled_in(made, {"type": "string", **schema}, "<token>") == "<token>"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "enum": [8, 12]},
        {"type": "number", "minimum": 1000},
        {"type": "string", "format": "date-time", "maxLength": 10},
    ],
)
def test_what_else_is_asked_of_a_placeholder_is_not_known(
    made: Made, schema: dict[str, Any]
) -> None:
    fields = {"type": "object", "properties": {"id": schema, "name": {"const": "Al"}}}
    assert filled_in(made, fields, {"id": "<id>", "name": "Al"})["name"] == "Al"
    with pytest.raises(ExampleSchemaError):
        filled_in(made, fields, {"id": "<id>", "name": "Bo"})


def test_a_placeholder_that_fits_is_not_named_for_what_else_is_wrong(
    made: Made,
) -> None:
    card = {
        "type": "object",
        "properties": {"cvv": {"enum": ["new", "used"]}, "name": {"type": "string"}},
        "required": ["cvv", "name"],
    }
    schema = {"oneOf": [card, {"type": "null"}]}
    with pytest.raises(ExampleSchemaError) as raised:
        filled_in(made, schema, {"cvv": "<masked>"})
    assert "$.name: expected; it is not there" in str(raised.value)
    assert "$.cvv" not in str(raised.value)


def test_a_placeholder_is_no_object(made: Made) -> None:
    with pytest.raises(ExampleSchemaError):
        filled_in(made, {"type": "object"}, "<token>")


def test_a_blank_value_has_no_format(made: Made) -> None:
    schema = {"type": "string", "format": "email"}
    assert filled_in(made, schema, "") == ""
    with pytest.raises(ExampleSchemaError):
        filled_in(made, schema, "nobody")


# --- The setting ---------------------------------------------------------------------


@pytest.mark.parametrize("places", [[], (), "tests", "missing"])
def test_a_setting_that_names_no_folder_is_refused(settings: Any, places: Any) -> None:
    settings.RESTFLOW_DOCS_RECORDS = places
    if places == "missing":
        del settings.RESTFLOW_DOCS_RECORDS
    with pytest.raises(ImproperlyConfigured, match="RESTFLOW_DOCS_RECORDS"):
        add_examples({}, None)


def test_a_folder_without_records_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.RESTFLOW_DOCS_RECORDS = [tmp_path]
    with pytest.raises(ImproperlyConfigured, match=re.escape(str(tmp_path))):
        add_examples({}, None)


def test_none_leaves_the_document_alone(settings: Any) -> None:
    settings.RESTFLOW_DOCS_RECORDS = None
    document = deepcopy(DOCUMENT)
    assert add_examples(document, None) is document


# --- The sample project --------------------------------------------------------------

# Others have URLs of their own, at the same paths.
TOPICS = (
    "authentication",
    "client",
    "commits",
    "formats",
    "lists",
    "queries",
    "writes",
)


@pytest.fixture
def _sample(settings: Any) -> Iterator[None]:
    own = settings.SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"]
    hooks = {"POSTPROCESSING_HOOKS": [*own, "restflow.docs.add_examples"]}
    settings.RESTFLOW_DOCS_RECORDS = [EXAMPLES / topic for topic in TOPICS]
    with patched_settings(hooks):
        yield


def spectacular() -> str:
    """Return the document that the command makes, having validated it."""
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_sample")
def test_the_document_of_the_sample_project_is_valid() -> None:
    text = spectacular()
    document = yaml.safe_load(text)
    found = examples(document, "/api/products/", "post", "201")
    key = "the-life-of-a-product"
    assert found[key]["summary"] == "The life of a product"
    assert found[key]["value"]["name"] == "Phone"
    # Another run makes the same.
    assert spectacular() == text


@pytest.mark.usefixtures("_sample")
def test_a_changed_field_of_a_serializer_refuses_its_examples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declared = ProductSerializer._declared_fields
    monkeypatch.setitem(declared, "active", serializers.IntegerField())
    with pytest.raises(
        ExampleSchemaError, match=r'\$\.active: expected type "integer"'
    ):
        spectacular()
