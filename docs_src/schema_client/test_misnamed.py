"""Names that the API does not have.

A serializer ignores fields that it doesn't know, so a misspelt field changes nothing
and is answered with 200. The schema knows the names.
"""

from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncSchemaClient, OperationError


class MisnamedTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.shop = AsyncSchemaClient()
        self.shop.client.force_authenticate(User(username="alice"))
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")

    async def test_the_api_says_nothing(self) -> None:
        response = await self.shop.client.patch(
            f"/api/products/{self.mug.pk}/", {"activ": False}
        )
        self.assertEqual(response.status_code, 200)
        self.assertIs(response.data["active"], True)  # [!]

    async def test_an_unknown_field(self) -> None:
        with self.assertRaises(OperationError) as caught:  # [!]
            await self.shop.call("products_partial_update", id=self.mug.pk, activ=False)
        print(caught.exception)

    async def test_a_missing_parameter(self) -> None:
        with self.assertRaisesMessage(OperationError, "`id` of the path is missing"):
            await self.shop.call("products_partial_update", active=False)

    async def test_an_unknown_operation(self) -> None:
        with self.assertRaises(OperationError) as caught:
            await self.shop.call("product_retrieve", id=self.mug.pk)
        print(caught.exception)
