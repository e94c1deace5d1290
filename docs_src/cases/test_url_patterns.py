"""URL patterns for one test case.

`URLPatternsTestCase` replaces the project's patterns with those of the class. So you
can test a view through the whole stack before it has a URL.
"""

from unittest import TestCase

from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def greeting(request: HttpRequest, name: str) -> JsonResponse:
    return JsonResponse({"greeting": f"Hello {name}"})


class GreetingTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("greetings/<str:name>/", greeting, name="greeting")]  # [!]

    async def test_asynchronously(self) -> None:
        url = reverse("greeting", args=["Ada"])
        response = await self.client.get(url)
        self.assertEqual(response.json(), {"greeting": "Hello Ada"})

    def test_synchronously(self) -> None:
        response = self.sync_client.get("/greetings/Ada/")
        self.assertEqual(response.json(), {"greeting": "Hello Ada"})

    async def test_the_patterns_of_the_project_are_gone(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.status_code, 404)


class ForgottenTests(TestCase):
    def test_patterns_must_be_there(self) -> None:
        class Forgetful(URLPatternsTestCase, AsyncAPISimpleTestCase):
            pass

        with self.assertRaisesRegex(TypeError, "without `urlpatterns`"):
            Forgetful.setUpClass()
