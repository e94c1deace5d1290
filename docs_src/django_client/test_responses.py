"""The request behind a response.

`wsgi_request` is the request as the view left it; with an asynchronous client it is
`asgi_request`. `resolver_match` leads to the class of a view.
"""

from typing import Any

from django.contrib.auth.models import User
from django.test import TestCase
from rest_framework.authtoken.models import Token

from products.views import CategoryViewSet, ProductViewSet
from restflow.test import AsyncAPITestCase


class SyncTests(TestCase):
    def test_the_request(self) -> None:
        response = self.client.get("/api/categories/", {"page": 2})
        self.assertIs(response.client, self.client)
        self.assertEqual(response.request["QUERY_STRING"], "page=2")
        self.assertEqual(response.wsgi_request.GET["page"], "2")  # [!]
        self.assertFalse(hasattr(response, "asgi_request"))

    def test_the_user_is_the_one_of_the_token(self) -> None:
        alice = User.objects.create_user("alice")
        key = Token.objects.create(user=alice).key
        headers = {"authorization": f"Token {key}"}
        response = self.client.get("/api/whoami/", headers=headers)
        self.assertEqual(response.wsgi_request.user, alice)  # [!]

    def test_the_view(self) -> None:
        match: Any = self.client.get("/api/categories/").resolver_match
        self.assertEqual(match.view_name, "category-list")
        self.assertIs(match.func.cls, CategoryViewSet)  # [!]

    def test_json_has_no_context(self) -> None:
        response = self.client.get("/api/categories/")
        self.assertIsNone(response.context)
        self.assertEqual(response.templates, [])
        self.assertEqual(self.client.get("/").context["total"], 0)


class AsyncTests(AsyncAPITestCase):
    async def test_the_request(self) -> None:
        response = await self.client.get("/api/products/", {"page": 2})
        self.assertIs(response.client, self.client)
        self.assertEqual(response.request["query_string"], "page=2")  # [!]
        self.assertEqual(response.asgi_request.GET["page"], "2")  # [!]

    async def test_the_view(self) -> None:
        match: Any = (await self.client.get("/api/products/")).resolver_match
        self.assertIs(match.func.cls, ProductViewSet)
