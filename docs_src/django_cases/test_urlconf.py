"""URL patterns for one class, one method, and one function of pytest.

Each of them replaces the project's patterns. A URL that was reversed when the module
was imported is still one of the project's.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import SimpleTestCase, override_settings
from django.urls import NoReverseMatch, path, reverse

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase, URLPatternsTestCase

HEALTH = reverse("health")


async def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "of the test"})


urlpatterns = [path("healthz/", health, name="health")]


@override_settings(ROOT_URLCONF=__name__)  # [!]
class DecoratedTests(SimpleTestCase):
    def test_synchronously(self) -> None:
        response = self.client.get(reverse("health"))
        self.assertEqual(response.json(), {"status": "of the test"})

    def test_the_trap(self) -> None:
        self.assertEqual(HEALTH, "/api/health/")
        self.assertEqual(reverse("health"), "/healthz/")
        self.assertEqual(self.client.get(HEALTH).status_code, 404)  # [!]
        with self.assertRaises(NoReverseMatch):
            reverse("product-list")


class OldNameTests(SimpleTestCase):
    urls = __name__  # [!]

    def test_the_old_attribute_does_nothing(self) -> None:
        self.assertEqual(reverse("health"), "/api/health/")


class PatternTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("healthz/", health, name="health")]  # [!]

    async def test_asynchronously(self) -> None:
        response = await self.client.get(reverse("health"))
        self.assertEqual(response.json(), {"status": "of the test"})


@pytest.mark.urls(__name__)  # [!]
@pytest.mark.asyncio
async def test_in_pytest(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get(reverse("health"))
    assert response.json() == {"status": "of the test"}
