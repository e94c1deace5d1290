"""Tenants.

A middleware stores the tenant of the request. If it does not reset the value, the next
request of the same thread has that tenant, under a WSGI server and in a synchronous
test.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import SimpleTestCase, override_settings
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

Handler = Callable[[HttpRequest], HttpResponse]
tenant: ContextVar[str] = ContextVar("tenant", default="nobody")


def careless(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        if name := request.headers.get("X-Tenant"):
            tenant.set(name)
        return get_response(request)

    return middleware


def careful(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        token = tenant.set(request.headers.get("X-Tenant", "nobody"))
        try:
            return get_response(request)
        finally:
            tenant.reset(token)  # [!]

    return middleware


def page(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"for": tenant.get()})


class TenantTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("page/", page)]

    def ask_twice(self) -> list[str]:
        first = self.client.get("/page/", headers={"X-Tenant": "acme"})
        return [first.json()["for"], self.client.get("/page/").json()["for"]]

    @override_settings(MIDDLEWARE=[f"{__name__}.careless"])
    def test_the_trap(self) -> None:
        self.addCleanup(tenant.set, "nobody")
        self.assertEqual(self.ask_twice(), ["acme", "acme"])  # [!]

    @override_settings(MIDDLEWARE=[f"{__name__}.careful"])
    def test_the_way_out(self) -> None:
        self.assertEqual(self.ask_twice(), ["acme", "nobody"])


@override_settings(MIDDLEWARE=[f"{__name__}.careless"])
class AsyncTenantTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("page/", page)]

    async def test_each_request_has_its_own_context(self) -> None:
        await self.client.get("/page/", headers={"X-Tenant": "acme"})

        seen = (await self.client.get("/page/")).json()
        self.assertEqual(seen, {"for": "nobody"})
