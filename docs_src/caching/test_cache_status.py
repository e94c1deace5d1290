"""What `Cache-Status` says.

Somebody else computes, somebody is logged in or sends credentials, the test has written
what the response depends on, or the view makes something for this one visitor.
"""

import asyncio
from functools import partial

import pytest
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.functional import SimpleLazyObject

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.django_db,
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning"),
]


@cache_response(ttl=300, rules=[InvalidationRule(Category)])
async def shelves(request: HttpRequest, kind: str) -> JsonResponse:
    response = JsonResponse({"shelves": await Category.objects.acount()})
    if kind == "greeted":
        messages.info(request, "Hello!")
    if kind == "nonce":
        nonce = request.csp_nonce = SimpleLazyObject(lambda: "abc")  # type: ignore[attr-defined]
        response.headers["Content-Security-Policy"] = f"script-src 'nonce-{nonce}'"
    if kind == "writer":
        await Category.objects.acreate(name="Mugs", slug="mugs")
    return response


urlpatterns = [path("<kind>/", shelves)]


async def status(client: AsyncAPIClient, kind: str = "plain", **headers: str) -> str:
    response = await client.get(f"/{kind}/", headers=headers)
    return response.headers["Cache-Status"].partition("; ttl=")[0].split("; ", 1)[1]


async def test_several_at_once(async_api_client: AsyncAPIClient) -> None:
    found = await asyncio.gather(*(status(async_api_client) for _ in range(3)))
    assert sorted(found) == ["fwd=uri-miss; collapsed"] * 2 + ["fwd=uri-miss; stored"]
    assert await status(async_api_client) == "hit"


async def test_what_is_not_stored(async_api_client: AsyncAPIClient) -> None:
    ask = partial(status, async_api_client)
    assert await ask("greeted") == "fwd=uri-miss; detail=messages"
    assert await ask("nonce") == "fwd=uri-miss; detail=csp_nonce"
    assert await ask(Authorization="Token 1") == "fwd=bypass; detail=authorization"

    await async_api_client.aforce_login(await User.objects.acreate_user("alice"))
    assert await ask() == "fwd=bypass; detail=authenticated"

    await async_api_client.alogout()
    assert await ask("writer") == "fwd=uri-miss; detail=uncommitted"
    assert await ask() == "fwd=bypass; detail=uncommitted"
