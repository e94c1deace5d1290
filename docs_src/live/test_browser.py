"""A browser places an order.

Chromium opens a page of the sample project, logs in and orders; the page's JavaScript
sends the request. The test drives the browser from its own event loop, so it can query
the database meanwhile. Rows and session are rolled back.
"""

import os
import shutil
import unittest
from decimal import Decimal

from django.contrib.auth.models import User
from django.core import mail
from playwright.async_api import async_playwright, expect

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase

CHROMIUM = os.environ.get("RESTFLOW_CHROMIUM") or shutil.which("chromium")


@unittest.skipUnless(CHROMIUM, "There is no Chromium: set RESTFLOW_CHROMIUM.")
class OrderPageTests(AsyncAPIRollbackLiveServerTestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await User.objects.acreate_user("alice", "alice@example.com", "wonderland")
        await Product.objects.acreate(name="Mug", price="9.50")
        playwright = await self.enterAsyncContext(async_playwright())  # [!]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        self.addAsyncCleanup(browser.close)
        self.page = await browser.new_page(base_url=self.live_server_url)  # [!]

    async def test_a_customer_orders(self) -> None:
        page = self.page
        await page.goto("/order/")
        await page.get_by_label("Username").fill("alice")
        await page.get_by_label("Password").fill("wonderland")
        await page.get_by_role("button", name="Log in").click()

        await page.get_by_label("Product").select_option("Mug")
        await page.get_by_label("Quantity").fill("2")
        await page.get_by_role("button", name="Order").click()

        said = page.get_by_role("status")
        await expect(said).to_have_text("Ordered. That makes 19.00.")
        orders = Order.objects.prefetch_related("lines__product")
        order = await orders.aget(user__username="alice")  # [!]
        self.assertEqual(order.total, Decimal("19.00"))
        self.assertEqual(mail.outbox[0].to, ["alice@example.com"])
