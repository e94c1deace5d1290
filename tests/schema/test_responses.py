"""Whether a response is what the schema says, and what is said if it is not."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from restflow.test import (
    AsyncSchemaClient,
    ResponseSchemaError,
    UncheckedResponseWarning,
)
from tests.schema.documents import answering, one, ref, schemas
from tests.support.urls import Serve

STRING = {"type": "string"}


def as_json(value: Any) -> HttpResponse:
    return HttpResponse(json.dumps(value), content_type="application/json")


async def differences(
    serve: Serve, schema: dict[str, Any], response: HttpResponseBase
) -> list[str]:
    """Return what a response is refused for, or nothing."""
    serve(lambda *_, **__: response)
    client = AsyncSchemaClient(schema, validate=True)
    try:
        await client.call("thing")
    except ResponseSchemaError as error:
        return [line.strip() for line in str(error).splitlines() if line[:2] == "  "]
    return []


async def gaps(
    serve: Serve, schema: dict[str, Any], response: HttpResponseBase
) -> list[str]:
    """Return what could not be checked."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert await differences(serve, schema, response) == []
    said = "\n".join(str(entry.message) for entry in caught)
    assert all(entry.filename == __file__ for entry in caught)
    return [line.strip() for line in said.splitlines() if line[:2] == "  "]


# By version of OpenAPI: a schema, what it allows and what it refuses.
SCHEMAS: list[tuple[str, Any, Any, Any]] = [
    ("3.0.3", {"type": "string", "nullable": True}, None, 1),
    ("3.0.3", {"type": "string", "nullable": True}, "a", 1),
    ("3.0.3", {"type": "string", "nullable": False}, "a", None),
    ("3.0.3", {"allOf": [ref("Name")], "nullable": True}, None, 1),
    ("3.0.3", {"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 2, 1),
    ("3.0.3", {"type": "integer", "minimum": 1, "exclusiveMinimum": False}, 1, 0),
    ("3.0.3", {"type": "integer", "maximum": 1, "exclusiveMaximum": True}, 0, 1),
    ("3.0.3", {**ref("Name"), "maxLength": 1}, "long", 1),
    ("3.1.0", {**ref("Name"), "maxLength": 1}, "a", "long"),
    ("3.1.0", {"type": ["string", "null"]}, None, 1),
    ("3.1.0", {"type": "integer", "exclusiveMinimum": 1}, 2, 1),
    ("3.1.0", {"const": 1}, 1, 2),
    ("3.1.0", {"prefixItems": [STRING]}, ["a"], [1]),
    ("3.1.0", {"not": STRING}, 1, "a"),
    ("3.1.0", {"if": STRING, "then": {"minLength": 2}, "else": {"minimum": 2}}, 2, 1),
    ("3.1.0", ref("Tree"), {"branches": [{"branches": []}]}, {"branches": [1]}),
    ("3.1.0", {"type": "array", "items": ref("Name")}, ["a"], [1]),
    ("3.1.0", {"additionalProperties": STRING}, {"a": "b"}, {"a": 1}),
    ("3.1.0", {"patternProperties": {"^a": STRING}}, {"a": "b"}, {"a": 1}),
    ("3.1.0", False, ..., 1),
    ("3.1.0", True, 1, ...),
    ("3.1.0", ref("Pet"), {"kind": "cat", "lives": 9}, {"kind": "cat", "lives": "9"}),
    ("3.1.0", ref("Pet"), {"kind": "Dog"}, {"kind": "fish"}),
    ("3.1.0", ref("Pet"), {"kind": "Dog"}, {"lives": 9}),
    ("3.1.0", {"anyOf": [STRING, {"type": "integer"}]}, 1, []),
]
FORMATS: list[tuple[str, Any, Any]] = [
    ("byte", "YQ==", "a"),
    ("date", "2026-01-02", "2026-13-02"),
    ("date-time", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05"),
    ("date-time", "2026-01-02T03:04:05+02:00", "yesterday"),
    ("date-time", "2016-12-31T23:59:60Z", "2016-12-31T23:61:00Z"),
    ("decimal", "9.50", "nine"),
    ("duration", "P1DT2H", "1 02:00:00"),
    ("email", "a@example.com", "a.example.com"),
    ("hostname", "example.com", "exa mple"),
    ("int32", 2**31 - 1, 2**31),
    ("int64", -(2**63), 2**63),
    ("ipv4", "127.0.0.1", "127.0.0"),
    ("ipv6", "::1", "1"),
    ("regex", "a+", "("),
    ("time", "03:04:05", "25:04:05"),
    ("uri", "https://example.com/a", "/a"),
    ("uuid", "0d1b5a4e-6f0b-4d3c-9a51-7d1f2f3a4b5c", "1"),
    ("date", 1, "1"),
    ("binary", "anything", ...),
]
COMPONENTS = schemas(
    Name=STRING,
    Tree={
        "type": "object",
        "properties": {"branches": {"type": "array", "items": ref("Tree")}},
    },
    Cat={"properties": {"kind": {}, "lives": {"type": "integer"}}},
    Dog={"properties": {"kind": {}}},
    Pet={
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat"},
        },
    },
)


@pytest.mark.parametrize(("version", "schema", "allowed", "refused"), SCHEMAS)
async def test_a_schema_means_what_its_version_says(
    serve: Serve, version: str, schema: Any, allowed: Any, refused: Any
) -> None:
    node = answering(schema, version=version, components=COMPONENTS)
    if allowed is not ...:
        assert await differences(serve, node, as_json(allowed)) == []
    if refused is not ...:
        assert await differences(serve, node, as_json(refused)) != []


@pytest.mark.parametrize(("name", "allowed", "refused"), FORMATS)
async def test_a_format_is_checked(
    serve: Serve, name: str, allowed: Any, refused: Any
) -> None:
    node = answering({"format": name})
    assert await differences(serve, node, as_json(allowed)) == []
    if refused is not ...:
        assert len(await differences(serve, node, as_json(refused))) == 1


async def test_what_differs_is_said_by_its_place(serve: Serve) -> None:
    line = {"properties": {"price": STRING, "n": {}}, "required": ["price", "n"]}
    node = answering({"properties": {"lines": {"items": line}}})
    assert await differences(serve, node, as_json({"lines": [{"price": 9.5}]})) == [
        '$.lines[0].price: expected type "string"; got 9.5',
        "$.lines[0].n: expected; it is not there",
    ]


async def test_what_may_not_be_there_is_said_by_its_place(serve: Serve) -> None:
    # jsonschema 4.26 says of a `false` only what is around it.
    card = {"properties": {"pin": False}, "patternProperties": {"^x": False}}
    node = answering({"properties": {"card": card, "list": {"prefixItems": [False]}}})
    found = await differences(
        serve, node, as_json({"card": {"pin": 1, "x1": 2}, "list": [3]})
    )
    assert sorted(found) == [
        "$.card.pin: expected nothing; got 1",
        "$.card.x1: expected nothing; got 2",
        "$.list[0]: expected nothing; got 3",
    ]


async def test_of_many_differences_the_first_are_shown(serve: Serve) -> None:
    node = answering({"items": STRING})
    said = await differences(serve, node, as_json([*range(12)]))
    assert len(said) == 11
    assert said[-1] == "and 2 more"


async def test_of_a_choice_it_is_said_what_fits_best(serve: Serve) -> None:
    shapes = [{"type": "null"}, {"properties": {"a": {"properties": {"b": STRING}}}}]
    node = answering({"anyOf": shapes})
    assert await differences(serve, node, as_json({"a": {"b": 1}})) == [
        '$.a.b: expected type "string"; got 1'
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
async def test_what_is_write_only_is_not_in_a_response(
    serve: Serve, version: str
) -> None:
    fields = {"name": STRING, "password": ref("Password")}
    password = schemas(Password={"type": "string", "writeOnly": True})
    node = answering(
        {"type": "object", "properties": fields, "required": ["name", "password"]},
        version=version,
        components=password,
    )
    assert await differences(serve, node, as_json({"name": "a"})) == []
    assert await differences(serve, node, as_json({"name": "a", "password": "b"})) == [
        '$.password: expected nothing, as it is write-only; got "b"'
    ]


@pytest.mark.parametrize(
    ("declared", "status", "is_declared"),
    [
        ("200", 200, True),
        ("200", 201, False),
        ("2XX", 204, True),
        ("4XX", 200, False),
        ("default", 503, True),
    ],
)
async def test_a_status_has_to_be_declared(
    serve: Serve, declared: str, status: int, is_declared: bool
) -> None:
    node = one(responses={declared: {"description": ""}})
    found = await differences(serve, node, HttpResponse(status=status))
    expected = [] if is_declared else [f"status: expected {declared}; got {status}"]
    assert found == expected


async def test_an_exact_status_comes_before_a_range(serve: Serve) -> None:
    number = {"content": {"application/json": {"schema": {"type": "integer"}}}}
    text = {"content": {"application/json": {"schema": STRING}}}
    node = one(responses={"2XX": number, "200": text})
    assert await differences(serve, node, as_json("a")) == []


@pytest.mark.parametrize(
    ("declared", "sent", "is_declared"),
    [
        ("application/json", "application/json; charset=utf-8", True),
        ("application/json; charset=utf-8", "application/json", True),
        ("application/*", "application/json", True),
        ("*/*", "application/json", True),
        ("application/json", "text/html", False),
        ("text/*", "application/json", False),
    ],
)
async def test_a_content_type_has_to_be_declared(
    serve: Serve, declared: str, sent: str, is_declared: bool
) -> None:
    response = HttpResponse('"a"', content_type=sent)
    found = await differences(serve, answering(STRING, media=declared), response)
    got = f"content type: expected {declared}; got {sent}"
    assert found == ([] if is_declared else [got])


async def test_a_body_that_is_no_json_differs(serve: Serve) -> None:
    response = HttpResponse("{", content_type="application/json")
    assert await differences(serve, answering({}), response) == [
        'body: expected JSON; got "{"'
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("5", []),
        (None, ["header X-Left: expected; it is not there"]),
        ("many", ['header X-Left: expected {"type": "integer"}; got "many"']),
    ],
)
async def test_headers_are_checked(
    serve: Serve, value: str | None, found: list[str]
) -> None:
    header = {"required": True, "schema": {"type": "integer"}}
    headers = {"X-Left": header, "X-Other": {"schema": STRING}, "Content-Type": header}
    node = one(responses={"200": {"headers": headers}})
    sent = {} if value is None else {"X-Left": value}
    assert await differences(serve, node, HttpResponse(headers=sent)) == found


async def test_text_is_checked_by_a_schema_of_text(serve: Serve) -> None:
    node = answering({"type": "string", "pattern": "^a"}, media="text/plain")
    right, wrong = (HttpResponse(t, content_type="text/plain") for t in "ab")
    assert await differences(serve, node, right) == []
    assert await differences(serve, node, wrong) == [
        '$: expected pattern "^a"; got "b"'
    ]


# --- What can't be checked -----------------------------------------------------------


async def streamed() -> AsyncIterator[bytes]:
    yield b"a"


BINARY = {"type": "string", "format": "binary"}
PERSON = {"type": "object", "properties": {"name": STRING}}
GAPS: list[tuple[dict[str, Any], Any, list[str]]] = [
    (answering(PERSON), as_json({"name": "a"}), []),
    (
        answering(PERSON),
        as_json({"name": "a", "age": 1, "size": 2}),
        ["$: the schema says nothing of 'age', 'size'"],
    ),
    (answering({**PERSON, "additionalProperties": True}), as_json({"age": 1}), []),
    (
        answering({"allOf": [PERSON, {"properties": {"age": {}}}]}),
        as_json({"name": "a", "age": 1}),
        [],
    ),
    (
        answering(
            {"items": {"oneOf": [ref("P"), {"type": "null"}]}},
            components=schemas(P=PERSON),
        ),
        as_json([None, {"age": 1}]),
        ["$[1]: the schema says nothing of 'age'"],
    ),
    (answering({}), as_json({"age": 1}), []),
    (
        answering({"format": "isbn"}),
        as_json("a"),
        ["the format 'isbn' is not known"],
    ),
    (
        answering({"$ref": "other.json#/Name"}),
        as_json("a"),
        ["the schema refers to other.json#/Name, which is not in it"],
    ),
    (
        answering({**PERSON, "discriminator": {"propertyName": "name"}}),
        as_json({"name": "a"}),
        ["a discriminator without `oneOf` or `anyOf`"],
    ),
    (one(), HttpResponse(), []),
    (one(), HttpResponse("a"), ["a body, of which the schema says nothing"]),
    (
        one(responses={"200": {"content": {"text/csv": {}}}}),
        HttpResponse("a", content_type="text/csv"),
        ["a body of the type text/csv, for which there is no schema"],
    ),
    (
        answering(PERSON, media="text/csv"),
        HttpResponse("a", content_type="text/csv"),
        ["a body of the type text/csv, whose schema is for JSON"],
    ),
    (
        answering(BINARY, media="image/png"),
        HttpResponse("a", content_type="image/png"),
        [],
    ),
]


@pytest.mark.parametrize(("schema", "response", "said"), GAPS)
async def test_what_is_left_open_is_said(
    serve: Serve, schema: dict[str, Any], response: HttpResponse, said: list[str]
) -> None:
    assert await gaps(serve, schema, response) == said


@pytest.mark.parametrize(
    ("schema", "said"),
    [(STRING, []), ({"type": "array"}, ["a stream, which is read by the test"])],
)
async def test_a_stream_is_left_to_the_test(
    serve: Serve, schema: Any, said: list[str]
) -> None:
    response = StreamingHttpResponse(streamed(), content_type="text/plain")
    assert await gaps(serve, answering(schema, media="text/plain"), response) == said


@pytest.mark.filterwarnings("ignore:thing:restflow.test.UncheckedResponseWarning")
async def test_a_warning_is_ignored_by_the_operations_name(serve: Serve) -> None:
    serve(lambda *_, **__: HttpResponse("a"))
    await AsyncSchemaClient(one(), validate=True).call("thing")


async def test_a_warning_is_given_where_the_call_is(serve: Serve) -> None:
    serve(lambda *_, **__: HttpResponse("a"))
    client = AsyncSchemaClient(one(), validate=True)
    with pytest.warns(UncheckedResponseWarning) as caught:
        await client.call("thing")
    assert caught[0].filename == __file__
