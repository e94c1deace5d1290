"""The browsable API is not cached.

Its pages show who is logged in, so none of them is stored. The JSON of the same view is
stored as usual. `Cache-Status` is a header, so HEAD is enough to see it.
"""

from django.urls import path
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


@api_view(["GET", "HEAD"])
@renderer_classes([JSONRenderer, BrowsableAPIRenderer])
@cache_response(ttl=300, rules=[InvalidationRule(Category)], public=True)
def shelves(request: Request) -> Response:
    return Response(list(Category.objects.values("name")))


class BrowsableTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("shelves/", shelves)]

    async def test_a_page_is_never_stored(self) -> None:
        for _ in range(2):
            page = await self.client.head("/shelves/", headers={"Accept": "text/html"})
            self.assertIn("detail=browsable-api", page["Cache-Status"])  # [!]

    async def test_the_json_is_stored(self) -> None:
        await self.client.get("/shelves/")
        response = await self.client.get("/shelves/")
        self.assertIn("hit", response["Cache-Status"])
