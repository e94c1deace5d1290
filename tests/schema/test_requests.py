"""From the keywords of a call to a request."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from restflow.test import (
    AsyncHTTPClient,
    AsyncSchemaClient,
    ForgottenAwaitError,
    OperationError,
)
from tests.schema.documents import document, one, ref, schemas
from tests.support.urls import Serve


@csrf_exempt
def mirror(request: HttpRequest, **_: str) -> HttpResponse:
    return JsonResponse(
        {
            "method": request.method,
            "path": request.get_full_path(),
            "headers": dict(request.headers),
            "type": request.content_type,
            "body": request.body.decode("latin-1"),
            "form": request.POST.dict(),
            "files": sorted(request.FILES),
        }
    )


@pytest.fixture(autouse=True)
def _mirror(serve: Serve) -> None:
    serve(mirror)


async def sent(schema: dict[str, Any], /, **arguments: Any) -> dict[str, Any]:
    """Return what arrives when the operation `thing` is called."""
    response = await AsyncSchemaClient(schema).call("thing", **arguments)
    arrived: dict[str, Any] = response.json()
    return arrived


def parameter(name: str, where: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": where, **more}


def with_body(schema: Any, *types: str, **more: Any) -> dict[str, Any]:
    content = {media: {"schema": schema} for media in types or ("application/json",)}
    return one(method="post", requestBody={"content": content}, **more)


@pytest.mark.parametrize(
    ("more", "value", "query"),
    [
        ({}, "a b", "q=a+b"),
        ({}, 1, "q=1"),
        ({}, True, "q=true"),
        ({}, Decimal("1.50"), "q=1.50"),
        ({}, date(2026, 1, 2), "q=2026-01-02"),
        ({}, datetime(2026, 1, 2, tzinfo=UTC), "q=2026-01-02T00%3A00%3A00%2B00%3A00"),
        ({}, ["a", "b"], "q=a&q=b"),
        ({}, {"a": 1, "b": 2}, "a=1&b=2"),
        ({"explode": False}, ["a", "b"], "q=a%2Cb"),
        ({"explode": False}, {"a": 1}, "q=a%2C1"),
        ({"style": "pipeDelimited"}, ["a", "b"], "q=a%7Cb"),
        ({"style": "spaceDelimited"}, ["a", "b"], "q=a+b"),
        ({"style": "deepObject"}, {"a": 1}, "q%5Ba%5D=1"),
        (
            {"content": {"application/json": {}}},
            {"a": [1]},
            "q=%7B%22a%22%3A+%5B1%5D%7D",
        ),
    ],
)
async def test_a_query_is_written_as_the_schema_says(
    more: dict[str, Any], value: Any, query: str
) -> None:
    arrived = await sent(one(parameters=[parameter("q", "query", **more)]), q=value)
    assert arrived["path"] == f"/thing/?{query}"


@pytest.mark.parametrize(
    ("style", "value", "path"),
    [
        ("simple", "a b", "/a%20b/"),
        ("simple", [1, 2], "/1,2/"),
        ("label", 1, "/.1/"),
        ("matrix", 1, "/%3Bx%3D1/"),
    ],
)
async def test_a_path_is_written_as_the_schema_says(
    style: str, value: Any, path: str
) -> None:
    parameters = [parameter("x", "path", required=True, style=style)]
    arrived = await sent(one(path="/{x}/", parameters=parameters), x=value)
    assert arrived["path"] == path


async def test_a_parameter_may_be_that_of_a_path_and_a_reference() -> None:
    shared = {"$ref": "#/components/parameters/Page"}
    components = {"parameters": {"Page": parameter("page", "query")}}
    schema = document(
        {"/": {"parameters": [shared], "get": {"operationId": "thing"}}},
        components=components,
    )
    assert (await sent(schema, page=2))["path"] == "/?page=2"


async def test_names_that_are_no_keywords_are_spelt_with_underscores() -> None:
    parameters = [parameter("page[size]", "query"), parameter("X-Tenant", "header")]
    schema = one(parameters=parameters)
    arrived = await sent(schema, page_size_=5, x_tenant="acme")
    assert arrived["path"] == "/thing/?page%5Bsize%5D=5"
    assert arrived["headers"]["X-Tenant"] == "acme"
    assert (await sent(schema, **{"page[size]": 5}))["path"] == arrived["path"]


async def test_the_path_of_a_server_comes_first_and_its_host_is_not_asked() -> None:
    servers = [
        {"url": "https://api.example.com/{v}/", "variables": {"v": {"default": "v2"}}},
        {"url": "/other"},
    ]
    schema = document({"/x/": {"get": {"operationId": "thing"}}}, servers=servers)
    arrived = await sent(schema)
    assert arrived["path"] == "/v2/x/"
    assert arrived["headers"]["Host"] == "testserver"


async def test_an_operation_without_an_id_has_its_method_and_path() -> None:
    client = AsyncSchemaClient(document({"/x/": {"delete": {}}}))
    assert (await client.call("DELETE /x/")).json()["method"] == "DELETE"


async def test_fields_come_from_all_parts_of_a_schema() -> None:
    parts = {"allOf": [ref("Named"), {"oneOf": [ref("Priced"), ref("Free")]}]}
    components = schemas(
        Named={"properties": {"name": {}}, "required": ["name"]},
        Priced={"properties": {"price": {}}, "required": ["price"]},
        Free={"properties": {"free": {}}},
    )
    schema = with_body(parts, components=components)
    assert json.loads((await sent(schema, name="a", free=True))["body"]) == {
        "name": "a",
        "free": True,
    }
    with pytest.raises(OperationError, match="`name` of the body is missing"):
        await sent(schema, price=1)


async def test_a_field_that_is_read_only_is_none() -> None:
    fields = {"id": {"readOnly": True}, "name": {}}
    schema = with_body({"properties": fields, "required": ["id"]})
    assert json.loads((await sent(schema, name="a"))["body"]) == {"name": "a"}
    with pytest.raises(OperationError, match="no writable field `id`"):
        await sent(schema, id=1)


async def test_json_is_preferred_whatever_stands_first() -> None:
    schema = with_body({"properties": {"a": {}}}, "text/csv", "application/vnd.x+json")
    arrived = await sent(schema, a=1)
    assert (arrived["type"], arrived["body"]) == ("application/vnd.x+json", '{"a": 1}')


async def test_a_form_is_sent_where_there_is_nothing_else() -> None:
    schema = with_body({"properties": {"a": {}}}, "application/x-www-form-urlencoded")
    arrived = await sent(schema, a=["1", "2"])
    assert arrived["body"] == "a=1&a=2"


async def test_a_file_makes_a_form_of_it() -> None:
    schema = with_body(
        {"properties": {"a": {}, "f": {}}}, "application/json", "multipart/form-data"
    )
    arrived = await sent(schema, a="1", f=SimpleUploadedFile("f.txt", b"x"))
    assert (arrived["form"], arrived["files"]) == ({"a": "1"}, ["f"])


async def test_bytes_are_sent_as_they_are() -> None:
    arrived = await sent(with_body({}, "text/csv"), data=b"a,b")
    assert (arrived["type"], arrived["body"]) == ("text/csv", "a,b")


async def test_what_is_whole_needs_nothing_more() -> None:
    parameters = [
        parameter("q", "query", required=True),
        parameter("X-Tenant", "header", required=True),
    ]
    body = {"properties": {"name": {}}, "required": ["name"]}
    schema = with_body(body, parameters=parameters)
    arrived = await sent(
        schema, data={}, query_params={"other": 1}, headers={"x-tenant": "acme"}
    )
    assert arrived["path"] == "/thing/?other=1"
    assert arrived["body"] == "{}"


async def test_everything_that_is_wrong_is_said_at_once() -> None:
    parameters = [parameter("id", "path", required=True)]
    with pytest.raises(OperationError) as caught:
        await sent(one(path="/{id}/", parameters=parameters), idd=1, y=2)
    said = str(caught.value)
    assert "`idd` (did you mean `id`?)" in said
    assert "`y`" in said
    assert "`id` of the path is missing" in said


async def test_a_cookie_is_the_clients_affair() -> None:
    schema = one(parameters=[parameter("sessionid", "cookie", required=True)])
    assert (await sent(schema))["path"] == "/thing/"


async def test_httpx_is_asked_for_the_same() -> None:
    schema = with_body(
        {"properties": {"name": {}}}, parameters=[parameter("q", "query")]
    )
    async with AsyncHTTPClient() as http:
        response = await AsyncSchemaClient(schema, client=http).call(
            "thing", q=["a", "b"], name="é", headers={"X-A": "1"}
        )
    arrived = response.json()
    assert arrived["path"] == "/thing/?q=a&q=b"
    assert arrived["type"] == "application/json"
    assert arrived["headers"]["X-A"] == "1"
    assert json.loads(arrived["body"]) == {"name": "é"}


def test_a_call_that_is_not_awaited_is_refused() -> None:
    call: Any = AsyncSchemaClient(one()).call("thing")
    with pytest.raises(ForgottenAwaitError, match=r"AsyncSchemaClient\.call"):
        _ = call.status_code
