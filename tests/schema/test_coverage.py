"""What was exercised in a block."""

from __future__ import annotations

from typing import Any

import httpx2
from django.http import HttpRequest, HttpResponse
from django.test import Client

from restflow.test import (
    AsyncAPIClient,
    AsyncSchemaClient,
    LiveASGIServer,
    SchemaCoverage,
)
from tests.schema.documents import document, one
from tests.support.urls import Serve

DOCUMENT = document(
    {
        "/things/mine/": {"get": {"operationId": "mine", "responses": {"200": {}}}},
        "/things/{id}/": {
            "get": {"operationId": "thing", "responses": {"200": {}, "404": {}}},
            "post": {"operationId": "change", "responses": {"2XX": {}, "default": {}}},
        },
    }
)


def by_query(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(status=int(request.GET.get("status", 200)))


async def test_requests_of_every_client_count(serve: Serve) -> None:
    serve(by_query)
    with SchemaCoverage(DOCUMENT) as coverage:
        await AsyncAPIClient().get("/things/1/")
        Client().get("/things/mine/")
        assert coverage.missing == {"thing": ["404"], "change": ["2XX", "default"]}
    Client().get("/things/1/", {"status": 404})
    assert coverage.missing["thing"] == ["404"]


async def test_it_goes_on_when_it_is_entered_again(serve: Serve) -> None:
    serve(by_query)
    coverage = SchemaCoverage(DOCUMENT)
    for path in ("/things/1/", "/things/1/?status=404", "/elsewhere/"):
        with coverage:
            await AsyncAPIClient().get(path)
    assert "thing" not in coverage.missing
    assert coverage.undeclared == {}


async def test_a_path_without_parameters_comes_first(serve: Serve) -> None:
    serve(by_query)
    with SchemaCoverage(DOCUMENT) as coverage:
        await AsyncAPIClient().get("/things/mine/")
    assert coverage.missing["thing"] == ["200", "404"]


async def test_ranges_stand_for_what_is_not_named(serve: Serve) -> None:
    serve(by_query)
    with SchemaCoverage(DOCUMENT) as coverage:
        await AsyncAPIClient().post("/things/1/?status=201")
    assert coverage.missing["change"] == ["default"]
    with coverage:
        await AsyncAPIClient().post("/things/1/?status=500")
    assert "change" not in coverage.missing


async def test_what_is_not_declared_is_said(serve: Serve) -> None:
    serve(by_query)
    with SchemaCoverage(DOCUMENT) as coverage:
        await AsyncAPIClient().get("/things/1/?status=403")
    assert coverage.undeclared == {"thing": [403]}
    assert "not declared: 403" in str(coverage)


async def test_two_may_measure_at_once(serve: Serve) -> None:
    serve(by_query)
    with SchemaCoverage(DOCUMENT) as outer:
        with SchemaCoverage(DOCUMENT) as inner:
            await AsyncAPIClient().get("/things/1/")
        await AsyncAPIClient().get("/things/1/?status=404")
    assert "thing" not in outer.missing
    assert inner.missing["thing"] == ["404"]


async def test_calls_to_a_live_server_count(live_asgi_server: LiveASGIServer) -> None:
    schema: dict[str, Any] = one(path="/api/health/")
    async with httpx2.AsyncClient(base_url=live_asgi_server.url) as client:
        with SchemaCoverage(schema) as coverage:
            await AsyncSchemaClient(schema, client=client).call("thing")
    assert coverage.missing == {}
