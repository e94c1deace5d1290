"""Streams under `validate=True`.

Only the test reads a stream, so nobody checks its body against a schema, and a warning
says so. Where the schema says no more than "text", there is nothing to check.
"""

from collections.abc import AsyncIterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    ClientResponse,
    UncheckedResponseWarning,
    URLPatternsTestCase,
)


def export(schema: dict[str, Any]) -> dict[str, Any]:
    content = {"text/csv": {"schema": schema}}
    return {"operationId": "export", "responses": {"200": {"content": content}}}


def client(**schema: Any) -> AsyncSchemaClient[ClientResponse]:
    paths = {"/products.csv": {"get": export(schema)}}
    return AsyncSchemaClient({"openapi": "3.1.0", "paths": paths}, validate=True)


async def rows() -> AsyncIterator[str]:
    yield "name\n"
    yield "Mug\n"


async def products(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(rows(), content_type="text/csv")


class StreamTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("products.csv", products)]

    async def test_nobody_has_compared_it(self) -> None:
        shop = client(type="string", pattern="^name\n")
        with self.assertWarnsRegex(UncheckedResponseWarning, "a stream"):  # [!]
            response = await shop.call("export")
        self.assertEqual(
            [row async for row in response.streaming_content], [b"name\n", b"Mug\n"]
        )

    async def test_any_text_will_do(self) -> None:
        response = await client(type="string").call("export")
        self.assertEqual(
            [row async for row in response.streaming_content], [b"name\n", b"Mug\n"]
        )
