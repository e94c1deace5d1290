"""JSON, a page, or neither.

A test client names no type and gets JSON, from the first renderer. A browser asks for
HTML, and gets a page with a form, which makes its own queries. HEAD has the headers of
GET, and no body.
"""

from django.contrib.auth.models import User

from products.models import Category
from restflow.test import AsyncAPITestCase

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class NegotiationTests(AsyncAPITestCase):
    async def test_what_is_asked_for_and_what_comes(self) -> None:
        for url, accept, status, content_type in [
            ("/api/products/", {}, 200, "application/json"),
            ("/api/products/", BROWSER, 200, "text/html; charset=utf-8"),
            ("/api/orders/", BROWSER, 401, "text/html; charset=utf-8"),
            ("/api/products/?format=json", BROWSER, 200, "application/json"),
            ("/api/products/", {"Accept": "text/csv"}, 406, "application/json"),
            ("/api/products/?format=csv", {}, 404, "application/json"),
        ]:
            response = await self.client.head(url, headers=accept)
            self.assertEqual(response.status_code, status, url)
            self.assertEqual(response.headers["Content-Type"], content_type, url)

    async def test_the_trap(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")
        self.client.force_authenticate(await User.objects.acreate(username="alice"))

        program = await self.client.head("/api/products/")
        browser = await self.client.head("/api/products/", headers=BROWSER)

        self.assertEqual(len(program.queries), 1)
        self.assertEqual(len(browser.queries), 2)  # [!]
        self.assertIn("products_category", browser.queries[1].sql)

    async def test_a_body_that_is_not_understood(self) -> None:
        self.client.force_authenticate(await User.objects.acreate(username="alice"))
        response = await self.client.post(
            "/api/products/", b"name,price", content_type="text/csv"
        )
        self.assertEqual(response.status_code, 415)
