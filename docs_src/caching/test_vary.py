"""What the key of a response is made of.

Host, path, query, media type and language are in every key. If the response depends on
another header, name it in `vary_on`.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.translation import gettext, override

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


@cache_response(ttl=300, vary_on=["X-Currency"])  # [!]
def greet(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "shop": request.get_host(),
            "yes": gettext("Yes"),
            "currency": request.headers.get("X-Currency"),
        }
    )


urlpatterns = [path("", greet)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_each_has_an_entry_of_its_own(async_api_client: AsyncAPIClient) -> None:
    plain = await async_api_client.get("/")
    elsewhere = await async_api_client.get("/", headers={"Host": "shop.example.com"})
    in_euros = await async_api_client.get("/", headers={"X-Currency": "EUR"})  # [!]
    with override("de"):
        in_german = await async_api_client.get("/")

    assert plain.json() == {"shop": "testserver", "yes": "Yes", "currency": None}
    assert elsewhere.json()["shop"] == "shop.example.com"
    assert in_euros.json()["currency"] == "EUR"
    assert in_german.json()["yes"] == "Ja"

    again = await async_api_client.get("/", headers={"X-Currency": "EUR"})
    assert again.json() == in_euros.json()
    assert "hit" in again.headers["Cache-Status"]
