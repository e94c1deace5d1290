"""A request's context: what is set in it, and what is set outside, stay apart."""

from __future__ import annotations

from contextvars import ContextVar, copy_context

import pytest
from asgiref.local import Local
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient, AsyncHTTPClient
from restflow.test._handler.apart import own_context

tenant = Local()
page: ContextVar[str] = ContextVar("page", default="none")


async def move(request: HttpRequest) -> HttpResponse:
    """Answer whose request it was, and make it somebody else's."""
    seen = getattr(tenant, "name", f"nobody at {request.path}")
    tenant.name = "initech"
    return HttpResponse(seen)


urlpatterns = [path("", move)]


def test_a_local_that_is_set_already_is_not_changed_from_within() -> None:
    # Up to asgiref 3.9.0 a `Local` changes a dictionary that is the context's, not its
    # own copy's.
    def check() -> None:
        tenant.name, tenant.other = "acme", "globex"
        context = own_context()
        context.run(setattr, tenant, "name", "initech")
        context.run(delattr, tenant, "other")
        context.run(page.set, "second")
        assert (tenant.name, tenant.other, page.get()) == ("acme", "globex", "none")
        tenant.name = "hooli"
        assert context.run(getattr, tenant, "name") == "initech"

    copy_context().run(check)


async def asked_twice(client: AsyncAPIClient | AsyncHTTPClient) -> None:
    tenant.name = "acme"
    for _ in range(2):
        assert (await client.get("/")).content == b"acme"
        assert tenant.name == "acme"


@pytest.mark.asyncio
@override_settings(ROOT_URLCONF=__name__)
async def test_each_request_finds_what_the_test_has_set() -> None:
    await asked_twice(AsyncAPIClient())
    async with AsyncHTTPClient() as client:
        await asked_twice(client)
