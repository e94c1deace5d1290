"""A visitor who is not logged in tries to delete a product."""

from products.models import Product
from restflow.test import AsyncAPITestCase


class ProductTests(AsyncAPITestCase):
    async def test_a_visitor_deletes_nothing(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")

        self.client.delete(f"/api/products/{mug.pk}/")

        self.assertTrue(await Product.objects.filter(pk=mug.pk).aexists())
