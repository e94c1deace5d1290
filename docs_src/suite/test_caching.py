"""The shop computes a product's stars once.

The second visitor gets them from the cache. After a new review they are computed again.
"""

from products.models import Product, Review
from products.reviews import average_stars
from restflow.test import AsyncAPITestCase


class StarsTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        await Review.objects.acreate(product=self.mug, stars=5)

    async def stars(self) -> float:
        response = await self.client.get(f"/api/products/{self.mug.pk}/stars/")
        stars: float = response.json()["stars"]
        return stars

    async def test_the_second_visitor_is_served_from_the_cache(self) -> None:
        before = average_stars.cache_info()
        self.assertEqual([await self.stars(), await self.stars()], [5, 5])
        now = average_stars.cache_info()

        self.assertEqual(now.misses - before.misses, 1)
        self.assertEqual(now.hits - before.hits, 1)

    async def test_a_new_review_counts_at_once(self) -> None:
        self.assertEqual(await self.stars(), 5)
        await Review.objects.acreate(product=self.mug, stars=2)
        self.assertEqual(await self.stars(), 3.5)
