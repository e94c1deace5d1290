"""The same URL, another answer.

Format, language and host are not in the path. If the key is only the path, German
visitors get an English page, and one tenant gets another tenant's data.
"""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import path
from django.utils.translation import get_language

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


def greeting(request: HttpRequest) -> HttpResponse:
    told = f"{get_language()} {request.get_host()}"
    if request.accepts("application/json"):
        return JsonResponse({"told": told})
    return HttpResponse(told)


def cached_by_path(request: HttpRequest) -> Any:
    return cache.get_or_set(request.path, lambda: greeting(request))


urlpatterns = [
    path("path/", cached_by_path),
    path("whole/", cache_response(ttl=60)(greeting)),  # [!]
]


ASKED_FOR = [
    {"Accept": "text/html"},
    {"Accept-Language": "de"},
    {"Host": "acme.example.com"},
]


@pytest.mark.urls(__name__)
@override_settings(MIDDLEWARE=["django.middleware.locale.LocaleMiddleware"])
@pytest.mark.asyncio
@pytest.mark.parametrize("headers", ASKED_FOR, ids=lambda headers: next(iter(headers)))
async def test_the_path_is_not_enough(
    headers: dict[str, str], async_api_client: AsyncAPIClient
) -> None:
    first = await async_api_client.get("/path/")
    other = await async_api_client.get("/path/", headers=headers)
    assert other.content == first.content  # [!]

    first = await async_api_client.get("/whole/")
    other = await async_api_client.get("/whole/", headers=headers)
    assert other.content != first.content
