"""A context for each request.

A view activates a language and stores the user in a context variable. With Django's
client both outlive the request, and at times the test. Under a server, and with
restflow's client, they end with the request.
"""

from contextvars import ContextVar

from django.http import HttpRequest, JsonResponse
from django.test import AsyncClient
from django.urls import path
from django.utils import translation

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


async def page(request: HttpRequest) -> JsonResponse:
    if "language" in request.GET:
        translation.activate(request.GET["language"])
        tenant.set(request.GET["tenant"])
    return JsonResponse({"language": translation.get_language(), "for": tenant.get()})


class ContextTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("page/", page)]

    async def test_with_django_the_next_request_finds_it(self) -> None:
        client = AsyncClient()
        await client.get("/page/", {"language": "de", "tenant": "acme"})

        seen = (await client.get("/page/")).json()
        self.assertEqual(seen, {"language": "de", "for": "acme"})  # [!]
        self.assertEqual(translation.get_language(), "de")

    async def test_with_restflow_it_ends_with_the_request(self) -> None:
        first = await self.client.get("/page/", {"language": "de", "tenant": "acme"})
        self.assertEqual(first.json(), {"language": "de", "for": "acme"})

        seen = (await self.client.get("/page/")).json()
        self.assertEqual(seen, {"language": "en", "for": "nobody"})  # [!]
        self.assertEqual(translation.get_language(), "en")

    async def test_what_the_test_sets_the_view_sees(self) -> None:
        tenant.set("globex")
        with translation.override("fr"):
            seen = (await self.client.get("/page/")).json()

        self.assertEqual(seen, {"language": "fr", "for": "globex"})
