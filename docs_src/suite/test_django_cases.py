"""The shop's fixture is valid.

Django loads a fixture without validating it, so the test validates each row. The API
serves the products that are in it.
"""

from django.test import TestCase

from products.models import Category, Product


class FixtureTests(TestCase):
    fixtures = ["shop"]

    def test_each_row_is_valid(self) -> None:
        for row in [*Category.objects.all(), *Product.objects.all()]:
            with self.subTest(row=row):
                row.full_clean()

    def test_the_api_serves_its_products(self) -> None:
        response = self.client.get("/api/products/")

        names = [product["name"] for product in response.json()]
        self.assertEqual(names, ["Mug", "Teapot"])
