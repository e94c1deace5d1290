"""The payload of a response, whichever view made it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.urls(__name__)


class LinesParser(BaseParser):
    media_type = "text/lines"

    def parse(  # type: ignore[override]  # (as many projects' parsers do)
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> list[str]:
        assert media_type.startswith("text/lines")
        text: str = stream.read().decode(parser_context["encoding"])
        if "!" in text:
            raise LookupError("the parser's own fault")
        return text.splitlines()


def answer(request: HttpRequest) -> HttpResponse:
    body = request.GET.get("body", "").encode("latin-1")
    kind = request.GET.get("type", "")
    return HttpResponse(body, content_type=kind, status=int(request.GET["status"]))


def streamed(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    return StreamingHttpResponse([b"{}"], content_type="application/json")


class OwnView(APIView):
    def get(self, request: Any) -> Response:  # noqa: ARG002
        return Response({"numbers": (1, 2)})


urlpatterns = [
    path("", answer),
    path("streamed/", streamed),
    path("own/", OwnView.as_view()),
    path("property/", lambda _: OwnResponse(b"{}")),
]
PARSERS = {
    **settings.REST_FRAMEWORK,
    "DEFAULT_PARSER_CLASSES": [
        f"{__name__}.LinesParser",
        "rest_framework.parsers.FileUploadParser",
        "rest_framework.parsers.FormParser",
    ],
}


async def get(body: str, content_type: str, status: int = 200) -> Any:
    query = {"body": body, "type": content_type, "status": status}
    with override_settings(REST_FRAMEWORK=PARSERS):
        return await AsyncAPIClient().get("/", query)


@pytest.mark.parametrize(
    ("body", "content_type", "data"),
    [
        ('{"a": [1, 2.5, null]}', "application/json", {"a": [1, 2.5, None]}),
        ('"text"', "application/json; charset=utf-8", "text"),
        ('{"title": "Gone"}', "application/problem+json", {"title": "Gone"}),
        ("a\nb", "text/lines; charset=latin-1", ["a", "b"]),
        ("\xe4", "text/lines; charset=latin-1", ["ä"]),
        ("a=1&a=2", "application/x-www-form-urlencoded", QueryDict("a=1&a=2")),
        ("", "application/json", None),
        ("", "text/lines", None),
    ],
)
async def test_the_payload_is_parsed(body: str, content_type: str, data: Any) -> None:
    assert (await get(body, content_type)).data == data


@pytest.mark.parametrize("status", [200, 201, 400, 500])
async def test_the_status_does_not_matter(status: int) -> None:
    response = await get('{"a": 1}', "application/json", status)
    assert response.data == {"a": 1}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<p>", "text/html"),
        ("{", "application/json"),
        ("\xff", "application/json"),
        ("{}", "text/json-like"),
        ("!", "text/lines"),
        ("{}", "image/png"),
    ],
)
async def test_what_is_no_payload_leaves_no_data(body: str, content_type: str) -> None:
    response = await get(body, content_type)
    assert not hasattr(response, "data")
    assert response.content == body.encode("latin-1")


async def test_a_stream_is_not_read() -> None:
    response: Any = await AsyncAPIClient().get("/streamed/")
    assert not hasattr(response, "data")
    assert [chunk async for chunk in response.streaming_content] == [b"{}"]


class OwnResponse(HttpResponse):
    @property
    def data(self) -> Any:
        return json.loads(self.content)


async def test_a_property_of_the_views_own_is_left_alone() -> None:
    # Asking for it would raise.
    response = await AsyncAPIClient().head("/property/")
    assert response.status_code == 200


async def test_what_rest_framework_was_given_stays() -> None:
    response = await AsyncAPIClient().get("/own/")
    assert response.data == {"numbers": (1, 2)}
    assert response.json() == {"numbers": [1, 2]}
