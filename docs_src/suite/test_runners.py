"""The shop is up: its pages, its lists and its export answer.

To run this class alone, for example before you deploy, give pytest or `manage.py test`
the option `-k SmokeTests`.
"""

from django.urls import reverse

from restflow.test import AsyncAPITestCase

ANSWERS = {
    "text/html": ["index", "order"],
    "application/json": ["health", "product-list", "category-list", "category-names"],
    "text/csv": ["export-products"],
}


class SmokeTests(AsyncAPITestCase):
    async def test_what_everybody_may_see(self) -> None:
        for content_type, names in ANSWERS.items():
            for name in names:
                with self.subTest(name):
                    response = await self.client.get(reverse(name))
                    self.assertEqual(response.status_code, 200)
                    found = response.headers["Content-Type"]
                    self.assertTrue(found.startswith(content_type), found)
