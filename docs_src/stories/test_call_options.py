"""What an endpoint sends, in the class and in a call.

Both take `data`, `format`, `headers` and `query_params`. If both have a header or the
data, the call wins. The parameters of the call tell two routes of one name apart.
"""

from typing import Any

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncActor, AsyncStory, Endpoint


class Sender(AsyncActor):
    form = Endpoint("POST", "echo", {"name": "Mug"}, format="multipart")
    lines = Endpoint("POST", "echo", [{"name": "Mug"}], headers={"X-Tenant": "acme"})
    ask = Endpoint("GET", "/api/echo/?page=1", query_params={"sort": "name"})
    export = Endpoint("GET", "export")


async def export(request: HttpRequest, **parameters: Any) -> JsonResponse:
    return JsonResponse(parameters)


urlpatterns = [
    path("export/<str:kind>/", export, name="export"),
    path("export/<str:kind>/<int:page>/", export, name="export"),
]


async def seen(sending: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await sending).json()
    return answer


@pytest.mark.asyncio
async def test_what_arrives(async_story: AsyncStory) -> None:
    shop = async_story.actor("the shop", Sender)

    form = await seen(shop.form(price="9.50"))
    assert 'name="name"' in form["body"]
    assert 'name="price"' in form["body"]
    assert (await seen(shop.form(format="json")))["body"] == '{"name":"Mug"}'

    lines = await seen(shop.lines())
    assert lines["body"] == '[{"name":"Mug"}]'  # [!]
    assert lines["headers"]["x-tenant"] == "acme"

    csv = {"content-type": "text/csv", "x-tenant": "other"}
    lines = await seen(shop.lines(data="name\nCup\n", headers=csv))
    assert lines["body"] == "name\nCup\n"  # [!]
    assert lines["headers"]["content-type"] == "text/csv"
    assert lines["headers"]["x-tenant"] == "other"

    assert (await seen(shop.ask(sort="price")))["query"] == {
        "page": ["1"],
        "sort": ["price"],
    }
    asked = await seen(shop.ask(query_params={"tag": "new"}))
    assert asked["query"] == {"page": ["1"], "tag": ["new"]}


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_two_routes_of_one_name(async_story: AsyncStory) -> None:
    shop = async_story.actor("the shop", Sender)
    assert await seen(shop.export(kind="csv")) == {"kind": "csv"}
    assert await seen(shop.export(kind="csv", page=2)) == {"kind": "csv", "page": 2}
