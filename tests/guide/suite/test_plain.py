"""Endpoints that need no database."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path

from project.views import echo, health
from restflow.test import (
    AsyncAPIClient,
    AsyncAPISimpleTestCase,
    URLPatternsTestCase,
)


class HealthTests(AsyncAPISimpleTestCase):
    async def test_it_answers(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data, {"status": "ok"})

    async def test_head_has_no_body(self) -> None:
        response = await self.client.head("/api/health/")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, b"")

    async def test_an_unknown_path_is_told_in_json(self) -> None:
        response = await self.client.get("/api/no-such-page/")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.json(), {"detail": "Not found."})

    async def test_a_missing_slash_is_added(self) -> None:
        response = await self.client.get("/api/health")
        self.assertEqual(response.status_code, 301)
        self.assertEqual(response.headers["Location"], "/api/health/")

    async def test_a_redirect_is_followed(self) -> None:
        response = await self.client.get("/api/health", follow=True)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.redirect_chain, [("/api/health/", 301)])

    async def test_a_page_does_not_take_posts(self) -> None:
        response = await self.client.post("/", {"name": "Mug"})
        self.assertEqual(response.status_code, 405)


class EchoTests(AsyncAPISimpleTestCase):
    async def test_headers_arrive(self) -> None:
        response = await self.client.get("/api/echo/", HTTP_X_TENANT="acme")
        self.assertEqual(response.data["headers"]["x-tenant"], "acme")

    async def test_https_arrives(self) -> None:
        response = await self.client.get("/api/echo/", secure=True)
        self.assertEqual(response.data["scheme"], "https")

    async def test_another_host_arrives(self) -> None:
        client = AsyncAPIClient(HTTP_HOST="api.example.com")
        response = await client.get("/api/echo/")
        self.assertEqual(response.data["headers"]["host"], "api.example.com")

    async def test_a_query_arrives(self) -> None:
        response = await self.client.get("/api/echo/", data={"page": 2})
        self.assertEqual(response.data["query"], {"page": ["2"]})


class PermissionTests(AsyncAPISimpleTestCase):
    async def test_strangers_have_no_orders(self) -> None:
        response = await self.client.get("/api/orders/")
        self.assertEqual(response.status_code, 401)

    async def test_strangers_may_not_write(self) -> None:
        response = await self.client.post("/api/products/", {"name": "Mug"})
        self.assertEqual(response.status_code, 401)

    async def test_a_forced_user_is_known(self) -> None:
        self.client.force_authenticate(user=User(username="khan"), token="dummy-token")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.data, {"user": "khan", "auth": "str", "session": False}
        )

    async def test_a_forced_user_is_forgotten(self) -> None:
        self.client.force_authenticate(user=User(username="khan"))
        self.client.force_authenticate()
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])


async def moved(request: HttpRequest) -> HttpResponseRedirect:  # noqa: ARG001
    return HttpResponseRedirect("/health/")


class RedirectTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [  # noqa: RUF012
        path("health/", health),
        path("moved/", moved),
        path("echo/", echo),
    ]

    async def test_a_post_that_is_redirected_is_followed_with_get(self) -> None:
        response = await self.client.post("/moved/", {"name": "Mug"}, follow=True)
        self.assertEqual(response.redirect_chain, [("/health/", 302)])
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_patterns_of_the_project_are_gone(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.status_code, 404)
