"""The shop's order page and its script arrive from a real server.

The script sends the customer's order. The test client serves no static files, so only a
test with a server finds out that the script is missing.
"""

import re

import httpx2
from django.contrib.auth.models import User

from restflow.test import AsyncAPIRollbackLiveServerTestCase


class OrderPageTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_the_script_of_the_order_page(self) -> None:
        await self.client.aforce_login(await User.objects.acreate(username="alice"))
        cookies = {"sessionid": self.client.cookies["sessionid"].value}

        async with httpx2.AsyncClient(
            base_url=self.live_server_url, cookies=cookies
        ) as browser:
            page = await browser.get("/order/")
            scripts = re.findall(r'<script[^>]* src="(.+?)"', page.text)
            self.assertEqual(len(scripts), 1)
            script = await browser.get(scripts[0])

        self.assertEqual(script.status_code, 200)
        self.assertIn("javascript", script.headers["Content-Type"])
