"""Responses in the guide: G30 to G32."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.test import override_settings
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Product
from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    URLPatternsTestCase,
)


class AttributeTests(AsyncAPITestCase):
    async def test_g30_a_response_has_status_bytes_and_json(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get(f"/api/products/{mug.pk}/")

        self.assertEqual(response.status_code, 200)
        self.assertIsInstance(response.content, bytes)
        self.assertIn(b'"name":"Mug"', response.content)
        self.assertEqual(
            response.json(),
            {
                "id": mug.pk,
                "name": "Mug",
                "price": "9.50",
                "active": True,
                "category": None,
                "photo": None,
            },
        )

    async def test_g30_an_error_has_them_as_well(self) -> None:
        response = await self.client.post("/api/products/", {"name": "Mug"})

        self.assertEqual(response.status_code, 401)
        self.assertIsInstance(response.content, bytes)
        self.assertIn("credentials", response.json()["detail"])


def plain(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse('{"name": "Mug"}', content_type="application/json")


def asynchronous_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    return JsonResponse(["Mug", "Cup"], safe=False)


def problem(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(
        '{"title": "Sold out"}', status=409, content_type="application/problem+json"
    )


def form(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(
        "name=Mug&size=S&size=M", content_type="application/x-www-form-urlencoded"
    )


def table(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("Mug;9.50\nCup;8.00\n", content_type="text/csv")


class CSVParser(BaseParser):
    media_type = "text/csv"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        return [line.split(";") for line in stream.read().decode().splitlines()]


@api_view(["GET"])
def framework(request: Request) -> Response:  # noqa: ARG001
    return Response({"name": "Mug"})


class DataTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [  # noqa: RUF012
        path("plain/", plain),
        path("json/", asynchronous_json),
        path("problem/", problem),
        path("form/", form),
        path("table/", table),
        path("framework/", framework),
    ]

    async def test_g31_data_is_the_payload_of_json_whichever_view_made_it(
        self,
    ) -> None:
        response = await self.client.get("/plain/")
        self.assertEqual(response.data, {"name": "Mug"})

        response = await self.client.get("/json/")
        self.assertEqual(response.data, ["Mug", "Cup"])

        response = await self.client.get("/framework/")
        self.assertEqual(response.data, {"name": "Mug"})

        response = await self.client.get("/problem/")
        self.assertEqual(response.data, {"title": "Sold out"})

    async def test_g31_data_is_the_payload_of_another_parsed_format(self) -> None:
        response = await self.client.get("/form/")

        self.assertEqual(response.data, QueryDict("name=Mug&size=S&size=M"))

    @override_settings(
        REST_FRAMEWORK={
            **settings.REST_FRAMEWORK,
            "DEFAULT_PARSER_CLASSES": [f"{__name__}.CSVParser"],
        }
    )
    async def test_g31_data_is_the_payload_of_a_format_of_the_project(self) -> None:
        response = await self.client.get("/table/")

        self.assertEqual(response.data, [["Mug", "9.50"], ["Cup", "8.00"]])


class SampleDataTests(AsyncAPITestCase):
    async def test_g31_data_of_the_project_s_views(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.data, {"status": "ok"})

        response = await self.client.get("/api/nowhere/")
        self.assertEqual(response.data, {"detail": "Not found."})

        await Product.objects.acreate(name="Mug", price="9.50")
        response = await self.client.get("/api/products/")
        self.assertEqual(response.data, response.json())
        self.assertEqual(response.data[0]["name"], "Mug")


def rows() -> Iterator[str]:
    yield "Mug\n"
    yield "Cup\n"


async def arows() -> AsyncIterator[str]:
    yield "Mug\n"
    yield "Cup\n"


def stream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    return StreamingHttpResponse(rows(), content_type="text/csv")


async def astream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    return StreamingHttpResponse(arows(), content_type="text/csv")


class StreamTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("stream/", stream), path("astream/", astream)]  # noqa: RUF012

    async def test_g32_a_view_that_streams_asynchronously_is_read(self) -> None:
        response = await self.client.get("/astream/")

        self.assertTrue(response.is_async)  # type: ignore[attr-defined]
        chunks = [chunk async for chunk in response.streaming_content]
        self.assertEqual(chunks, [b"Mug\n", b"Cup\n"])

    async def test_g32_a_view_that_streams_synchronously_is_read_alike(self) -> None:
        response = await self.client.get("/stream/")

        self.assertFalse(response.is_async)  # type: ignore[attr-defined]
        chunks = [chunk async for chunk in response.streaming_content]
        self.assertEqual(chunks, [b"Mug\n", b"Cup\n"])
