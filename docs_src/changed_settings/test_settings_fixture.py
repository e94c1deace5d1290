"""Settings for a test of pytest.

pytest-django's fixture `settings` puts the old values back at the end of the test,
asynchronous or not. A list that is changed in place is not put back.
"""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient


async def sign(request: HttpRequest) -> HttpResponse:
    return HttpResponse(getattr(django_settings, "SHOP_SIGN", "closed"))


urlpatterns = [path("sign/", sign)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]


async def test_a_value(async_api_client: AsyncAPIClient, settings: Any) -> None:
    settings.SHOP_SIGN = "open"  # [!]
    assert (await async_api_client.get("/sign/")).content == b"open"

    del settings.SHOP_SIGN
    assert (await async_api_client.get("/sign/")).content == b"closed"


@pytest.fixture
def sold_out(settings: Any) -> None:
    settings.SHOP_SIGN = "sold out"  # [!]


@pytest.mark.usefixtures("sold_out")
async def test_a_fixture_of_your_own(async_api_client: AsyncAPIClient) -> None:
    assert (await async_api_client.get("/sign/")).content == b"sold out"


async def test_a_block(async_api_client: AsyncAPIClient) -> None:
    with override_settings(SHOP_SIGN="back at two"):  # [!]
        assert (await async_api_client.get("/sign/")).content == b"back at two"
    assert (await async_api_client.get("/sign/")).content == b"closed"


async def test_the_trap() -> None:
    with override_settings():
        django_settings.ALLOWED_HOSTS.append("shop.example.org")  # [!]
    assert django_settings.ALLOWED_HOSTS.pop() == "shop.example.org"


async def test_the_way_out(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "shop.example.org"]
    assert django_settings.ALLOWED_HOSTS[-1] == "shop.example.org"
