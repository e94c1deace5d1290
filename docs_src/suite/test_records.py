"""A product as other programs read it: its record fails if a field changes.

`pytest --restflow-record` writes `test_records.json`. Commit it, and let CI run
`pytest --restflow-record=check`.
"""

import pytest

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


@pytest.mark.documented
class ProductFormTests(AsyncAPITestCase):
    async def test_a_product_has_these_fields(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")
        mug = await Product.objects.acreate(name="Mug", price="9.50", category=mugs)

        response = await self.client.get(f"/api/products/{mug.pk}/")

        self.assertEqual(response.json()["price"], "9.50")
