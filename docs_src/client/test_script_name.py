"""A site below a path.

The site is deployed at `/shop`. In a view, `reverse()` returns URLs with this prefix.
In the test it does not.
"""

from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path, reverse

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase, URLPatternsTestCase


async def links(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"self": reverse("links"), "path": request.path})


class ScriptNameTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("links/", links, name="links")]

    async def test_a_client_below_a_path(self) -> None:
        client = AsyncAPIClient(SCRIPT_NAME="/shop")
        response = await client.get("/links/")
        self.assertEqual(response.json()["self"], "/shop/links/")  # [!]
        self.assertEqual(response.json()["path"], "/shop/links/")
        self.assertEqual(reverse("links"), "/links/")

    @override_settings(FORCE_SCRIPT_NAME="/shop")
    async def test_the_setting(self) -> None:
        response = await self.client.get("/shop/links/")
        self.assertEqual(response.json()["self"], "/shop/links/")
