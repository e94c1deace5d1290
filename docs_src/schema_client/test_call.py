"""Operations, called by their names.

The API's own document says where an operation is, and which keyword belongs to the
path, to the query or to the body. The test contains no URL.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase, AsyncSchemaClient


class ShopTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_from_the_shelf_to_the_order(self) -> None:
        shop = AsyncSchemaClient()
        shop.client.force_authenticate(await User.objects.acreate_user("alice"))

        await shop.call("categories_create", name="Kitchen", slug="kitchen")
        created = await shop.call(  # [!]
            "products_create", name="Mug", price="9.50", category="kitchen"
        )
        mug = created.json()["id"]

        found = await shop.call("products_list", category=["kitchen"], active=True)
        self.assertEqual([product["id"] for product in found.json()], [mug])

        await shop.call("products_partial_update", id=mug, price="11.00")  # [!]
        lines = [{"product": mug, "quantity": 2}]
        order = await shop.call("orders_create", lines=lines)
        self.assertEqual(order.status_code, 201)
        self.assertEqual(order.data["total"], "22.00")
