"""Everything that your middleware does.

The client calls the hooks of a middleware as a server does: before the view, before a
template is rendered, and for an exception. Receivers of request signals run as well.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import modify_settings
from django.urls import path

from restflow.test import AsyncAPIClient

PAGE = engines["django"].from_string("{{ name }}, {{ tax }} VAT")


class ShopMiddleware:
    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        closed = "night" in request.GET
        return HttpResponse("We are closed.", status=503) if closed else None

    def process_template_response(
        self, request: HttpRequest, response: Any
    ) -> TemplateResponse:
        response.context_data["tax"] = "19 %"
        page: TemplateResponse = response
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        return HttpResponse(f"Sorry: {error}", status=409)


async def product(request: HttpRequest) -> HttpResponse:
    if "sold" in request.GET:
        raise LookupError("sold out")
    return TemplateResponse(request, PAGE, {"name": "Mug"})


urlpatterns = [path("product/", product)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@modify_settings(MIDDLEWARE={"append": f"{__name__}.ShopMiddleware"})
async def test_each_hook_runs(async_api_client: AsyncAPIClient) -> None:
    signals: list[object] = []

    async def note(signal: object, **kwargs: object) -> None:
        signals.append(signal)

    request_started.connect(note)
    request_finished.connect(note)
    get = async_api_client.get
    assert (await get("/product/")).text == "Mug, 19 % VAT"  # [!]
    assert (await get("/product/?night")).status_code == 503  # [!]
    assert (await get("/product/?sold")).text == "Sorry: sold out"  # [!]
    assert signals == [request_started, request_finished] * 3  # [!]
