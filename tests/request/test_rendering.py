"""Rendering what a view that was called directly returned."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.test import AsyncAPIRequestFactory, AsyncAPITestCase, arender
from tests.support.urls import MirrorView


class NamesView(APIView):
    """Queries the database when its response is rendered."""

    permission_classes = ()

    def get(self, request: Request) -> Response:  # noqa: ARG002  (the framework passes it)
        def names() -> Iterator[str]:
            for user in User.objects.all():
                yield user.username

        return Response(names())


async def test_a_response_of_the_framework_is_rendered(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    response: Any = MirrorView.as_view()(async_api_rf.get("/orders/"))
    assert not response.is_rendered
    assert await arender(response) is response
    assert response.is_rendered
    assert b'"path":"/orders/"' in response.content


async def test_a_response_of_a_template_is_rendered() -> None:
    template = engines["django"].from_string("Hello, {{ name }}!")
    response = SimpleTemplateResponse(template, {"name": "Ada"})
    assert (await arender(response)).content == b"Hello, Ada!"


async def test_a_response_is_rendered_once(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    response: Any = await arender(MirrorView.as_view()(async_api_rf.get("/")))
    response.data = {"changed": True}
    assert b"changed" not in (await arender(response)).content


async def test_callbacks_run_after_rendering() -> None:
    rendered: list[bytes] = []
    response = SimpleTemplateResponse(engines["django"].from_string("Hello!"))
    response.add_post_render_callback(lambda done: rendered.append(done.content))
    await arender(response)
    assert rendered == [b"Hello!"]


async def test_a_callback_may_replace_the_response() -> None:
    another = HttpResponse("Goodbye!")
    response = SimpleTemplateResponse(engines["django"].from_string("Hello!"))
    response.add_post_render_callback(lambda _done: another)
    assert await arender(response) is another


async def test_an_ordinary_response_stays_as_it_is() -> None:
    response = HttpResponse(b"body")
    assert await arender(response) is response
    assert response.content == b"body"


async def test_a_stream_stays_as_it_is() -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"one"

    response = StreamingHttpResponse(content())
    assert await arender(response) is response
    stream: Any = response.streaming_content
    assert [chunk async for chunk in stream] == [b"one"]


async def test_what_a_view_can_not_render_is_an_error() -> None:
    response = SimpleTemplateResponse("nowhere.html")
    with pytest.raises(Exception, match=r"nowhere\.html"):
        await arender(response)


class DatabaseTests(AsyncAPITestCase):
    async def test_rendering_may_query_the_tests_transaction(self) -> None:
        await User.objects.acreate(username="ada")
        request = AsyncAPIRequestFactory().get("/")
        response: Any = NamesView.as_view()(request)
        assert (await arender(response)).content == b'["ada"]'
