"""The browser still has the old page.

`cache_page` tells browsers to keep the response as well, and the server can't take it
back. With `cache_response` browsers ask each time, and get a 304 as long as nothing has
changed.
"""

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import cache_page

from products.models import Product
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient


def names(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"names": [product.name for product in Product.objects.all()]})


watched = cache_response(ttl=60, rules=[InvalidationRule(Product)])(names)
urlpatterns = [path("page/", cache_page(60)(names)), path("names/", watched)]
pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]


class Browser(AsyncAPIClient):
    kept = HttpResponse()

    async def show(self, url: str) -> str:
        if "max-age" not in self.kept.get("Cache-Control", ""):
            etag = self.kept.get("ETag", "")
            response = await self.get(url, headers={"If-None-Match": etag})
            if response.status_code != 304:
                self.kept = response
        return self.kept.content.decode()


async def test_the_browser_does_not_ask() -> None:
    browser = Browser()
    await browser.show("/page/")
    print(browser.kept["Cache-Control"])
    await Product.objects.acreate(name="Mug", price="9.50")
    cache.clear()

    assert await browser.show("/page/") == '{"names": []}'  # [!]


async def test_the_browser_asks_and_is_told() -> None:
    browser = Browser()
    assert await browser.show("/names/") == '{"names": []}'
    assert await browser.show("/names/") == '{"names": []}'
    await Product.objects.acreate(name="Mug", price="9.50")

    assert await browser.show("/names/") == '{"names": ["Mug"]}'  # [!]
