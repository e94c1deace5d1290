"""The request factory of the guide: G12 to G15."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from adrf.generics import ListAPIView
from adrf.views import APIView
from asgiref.sync import markcoroutinefunction
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import ProductSerializer
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    force_authenticate,
)

passed: list[str] = []


class ProductListView(ListAPIView):  # type: ignore[misc]
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filter_backends = (ProductFilter,)


class RefuseEverybody(BaseAuthentication):
    def authenticate(self, request: Request) -> None:  # noqa: ARG002
        raise AuthenticationFailed("Nobody comes in.")


class WhoView(APIView):  # type: ignore[misc]
    authentication_classes = (RefuseEverybody,)
    permission_classes = (IsAuthenticated,)

    async def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username(), "auth": request.auth})


class NotingMiddleware:
    """A middleware that notes what has passed it."""

    async_capable = True
    sync_capable = False

    def __init__(
        self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]
    ) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        passed.append(request.path)
        return await self.get_response(request)


class CallTests(AsyncAPITestCase):
    async def test_g12_a_request_goes_into_the_view(self) -> None:
        phones = await Category.objects.acreate(name="Phones", slug="phones")
        await Product.objects.acreate(name="Phone", price="99", category=phones)
        await Product.objects.acreate(name="Mug", price="9.50")
        factory = AsyncAPIRequestFactory()

        request = factory.get("/api/products/", {"category": "phones"})
        response = await ProductListView.as_view()(request)

        self.assertEqual(response.status_code, 200)
        self.assertEqual([row["name"] for row in response.data], ["Phone"])


class BodyTests(AsyncAPISimpleTestCase):
    async def test_g13_each_verb_encodes_as_the_client_does(self) -> None:
        factory, client = AsyncAPIRequestFactory(), self.client
        for make, send in (
            (factory.post, client.post),
            (factory.put, client.put),
            (factory.patch, client.patch),
            (factory.delete, client.delete),
            (factory.options, client.options),
        ):
            request = make("/api/echo/", data={"name": "Mug"}, format="json")
            response = await send("/api/echo/", data={"name": "Mug"}, format="json")
            self.assertEqual(request.body, b'{"name":"Mug"}')
            self.assertEqual(request.body.decode(), response.json()["body"])
            self.assertEqual(request.content_type, "application/json")

            request = make("/api/echo/", data={"name": "Mug"}, format="multipart")
            response = await send(
                "/api/echo/", data={"name": "Mug"}, format="multipart"
            )
            self.assertIn(b'name="name"\r\n\r\nMug\r\n', request.body)
            self.assertEqual(request.body.decode(), response.json()["body"])
            self.assertEqual(request.content_type, "multipart/form-data")

            request = make("/api/echo/", data=b"Mug;9.50", content_type="text/csv")
            response = await send(
                "/api/echo/", data=b"Mug;9.50", content_type="text/csv"
            )
            self.assertEqual(request.body, b"Mug;9.50")
            self.assertEqual(request.body.decode(), response.json()["body"])
            self.assertEqual(request.content_type, "text/csv")

            request = make("/api/echo/", data={"name": "Mug"})
            self.assertEqual(request.body, b'{"name":"Mug"}')

    def test_g13_each_verb_has_its_method(self) -> None:
        factory = AsyncAPIRequestFactory()
        self.assertEqual(factory.get("/api/echo/").method, "GET")
        self.assertEqual(factory.post("/api/echo/").method, "POST")
        self.assertEqual(factory.put("/api/echo/").method, "PUT")
        self.assertEqual(factory.patch("/api/echo/").method, "PATCH")
        self.assertEqual(factory.delete("/api/echo/").method, "DELETE")
        self.assertEqual(factory.options("/api/echo/").method, "OPTIONS")
        self.assertEqual(factory.head("/api/echo/").method, "HEAD")


@override_settings(MIDDLEWARE=[f"{__name__}.NotingMiddleware"])
class MiddlewareTests(AsyncAPITestCase):
    def setUp(self) -> None:
        passed.clear()

    async def test_g14_no_middleware_runs(self) -> None:
        request = AsyncAPIRequestFactory().get("/api/products/")
        response = await ProductListView.as_view()(request)

        self.assertEqual(response.status_code, 200)
        self.assertEqual(passed, [])
        self.assertFalse(hasattr(request, "session"))

    async def test_g14_with_the_client_it_does(self) -> None:
        await self.client.get("/api/products/")

        self.assertEqual(passed, ["/api/products/"])


class ForceAuthenticateTests(AsyncAPISimpleTestCase):
    async def test_g15_authenticators_are_skipped(self) -> None:
        khan = User(username="khan")
        request = AsyncAPIRequestFactory().get("/who/")

        force_authenticate(request, user=khan, token="dummy-token")

        response = await WhoView.as_view()(request)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data, {"user": "khan", "auth": "dummy-token"})

    async def test_g15_without_it_they_are_asked(self) -> None:
        response = await WhoView.as_view()(AsyncAPIRequestFactory().get("/who/"))

        self.assertEqual(response.data, {"detail": "Nobody comes in."})

    def test_g15_the_request_has_both_attributes(self) -> None:
        khan = User(username="khan")
        request = AsyncAPIRequestFactory().get("/who/")

        force_authenticate(request, user=khan, token="dummy-token")

        self.assertIs(request._force_auth_user, khan)  # type: ignore[attr-defined]
        self.assertEqual(request._force_auth_token, "dummy-token")  # type: ignore[attr-defined]
