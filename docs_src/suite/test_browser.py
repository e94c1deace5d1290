"""The shop's order page works in a browser.

A customer logs in, sees what is for sale, and orders. The test fails if the page, its
script and the API no longer fit together.
"""

import os
import shutil
import unittest

from django.contrib.auth.models import User
from playwright.async_api import async_playwright, expect

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase

CHROMIUM = os.environ.get("RESTFLOW_CHROMIUM") or shutil.which("chromium")


@unittest.skipUnless(CHROMIUM, "There is no Chromium: set RESTFLOW_CHROMIUM.")
class OrderPageTests(AsyncAPIRollbackLiveServerTestCase):
    run_commit_hooks = True

    async def test_a_customer_orders_what_is_for_sale(self) -> None:
        await User.objects.acreate_user("khan", password="saffron")
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Teapot", price="24.00", active=False)
        playwright = await self.enterAsyncContext(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        self.addAsyncCleanup(browser.close)
        page = await browser.new_page(base_url=self.live_server_url)

        await page.goto("/order/")
        await page.get_by_label("Username").fill("khan")
        await page.get_by_label("Password").fill("saffron")
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_label("Product").locator("option")).to_have_text("Mug")
        await page.get_by_role("button", name="Order").click()

        said = page.get_by_role("status")
        await expect(said).to_have_text("Ordered. That makes 9.50.")
        self.assertEqual(await Order.objects.filter(user__username="khan").acount(), 1)
