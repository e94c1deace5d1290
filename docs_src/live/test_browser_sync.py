"""A browser that blocks the queries of the test.

Playwright's synchronous API runs an event loop in the thread of the test, and there
Django refuses the ORM. DJANGO_ALLOW_ASYNC_UNSAFE would silence that check for the
application as well. With the asynchronous API the test is asynchronous, and so are its
queries.
"""

import pytest
from django.core.exceptions import SynchronousOnlyOperation
from playwright.async_api import async_playwright
from playwright.sync_api import sync_playwright

from products.models import Product
from restflow.test import LiveASGIServer


def test_the_synchronous_api(live_asgi_server: LiveASGIServer) -> None:
    with sync_playwright() as playwright:
        assert playwright.chromium.name == "chromium"

        with pytest.raises(SynchronousOnlyOperation, match="async context"):  # [!]
            Product.objects.create(name="Mug", price="9.50")


@pytest.mark.asyncio
async def test_the_asynchronous_api(live_asgi_server: LiveASGIServer) -> None:
    async with async_playwright() as playwright:  # [!]
        assert playwright.chromium.name == "chromium"

        await Product.objects.acreate(name="Mug", price="9.50")
        assert await Product.objects.acount() == 1
