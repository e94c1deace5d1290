"""A browser that is logged in already.

Not every test of a page has to use its login form. A client makes the session,
and the browser gets its cookie. The fixtures are those of any pytest project: the
server, and a Chromium page that opens relative addresses there.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.conf import settings
from django.contrib.auth.models import User
from playwright.async_api import Page, async_playwright, expect

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPIClient, LiveASGIServer

CHROMIUM = os.environ.get("RESTFLOW_CHROMIUM") or shutil.which("chromium")

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="There is no Chromium: set RESTFLOW_CHROMIUM."
)


@pytest_asyncio.fixture
async def page(live_asgi_server: LiveASGIServer) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        yield await browser.new_page(base_url=live_asgi_server.url)
        await browser.close()


@pytest.mark.asyncio
async def test_what_the_api_refuses_is_on_the_page(
    page: Page, live_asgi_server: LiveASGIServer, async_api_client: AsyncAPIClient
) -> None:
    alice = await User.objects.acreate_user("alice")
    await Product.objects.acreate(name="Mug", price="9.50")
    await async_api_client.aforce_login(alice)  # [!]
    name = settings.SESSION_COOKIE_NAME
    session = async_api_client.cookies[name].value
    await page.context.add_cookies(
        [{"name": name, "value": session, "url": live_asgi_server.url}]  # [!]
    )

    await page.goto("/order/")
    await page.get_by_label("Quantity").fill("0")
    await page.get_by_role("button", name="Order").click()

    said = page.get_by_role("status")
    await expect(said).to_contain_text("greater than or equal to 1")
    assert not await Order.objects.aexists()
