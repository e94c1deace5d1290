"""Pages that were made for one response.

A nonce is good for one page, and a message is shown once. `cache_page` repeats both, so
the browser refuses the script, and another visitor sees the message.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import modify_settings
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import cache_page

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient, ClientResponse

numbers = count(1)


def with_nonce(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.csp_nonce = SimpleLazyObject(lambda: f"nonce-{next(numbers)}")
        response = get_response(request)
        policy = f"script-src '{request.csp_nonce}'"
        response.headers["Content-Security-Policy"] = policy
        return response

    return middleware


def basket(request: Any) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, "The mug is in your basket.")
        return HttpResponse(status=204)
    shown = "".join(map(str, messages.get_messages(request)))
    return HttpResponse(f"{shown}<script nonce='{request.csp_nonce}'></script>")


urlpatterns = [
    path("page/", cache_page(60)(basket)),
    path("careful/", cache_response(ttl=60, public=True)(basket)),  # [!]
]


async def shown_to_the_next(address: str) -> tuple[ClientResponse, str]:
    ada, grace = AsyncAPIClient(), AsyncAPIClient()
    await ada.post(address)
    await ada.get(address)
    response = await grace.get(address)
    return response, response.headers["Content-Security-Policy"].split("'")[1]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@modify_settings(MIDDLEWARE={"append": f"{__name__}.with_nonce"})
async def test_the_next_visitor_gets_neither() -> None:
    response, nonce = await shown_to_the_next("/page/")
    assert "your basket" in response.text  # [!]
    assert nonce not in response.text  # [!]

    response, nonce = await shown_to_the_next("/careful/")
    assert "your basket" not in response.text
    assert nonce in response.text
    assert "stored" not in response.headers["Cache-Status"]
