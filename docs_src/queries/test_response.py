"""The queries of one response.

`response.queries` has the database queries of the request, in order and from all
threads. Each entry names the line of the project's own code that caused it.
"""

from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPITestCase, Query


class QueryTests(AsyncAPITestCase):
    async def test_an_order(self) -> None:
        alice = await User.objects.acreate(username="alice", email="alice@example.com")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(alice)

        async with self.captureOnCommitCallbacks():
            response = await self.client.post(
                "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
            )

        for query in response.queries:  # [!]
            print(query.sql.split(" ")[0], "in", query.where)

    async def test_one_query(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get("/api/products/?category=mugs")

        query: Query = response.queries[0]
        self.assertIn('"products_category"."slug" IN (%s)', query.sql)
        self.assertEqual(query.params, ("mugs",))
        self.assertEqual(query.using, "default")
        self.assertLess(query.time, 1)
        print(query)
