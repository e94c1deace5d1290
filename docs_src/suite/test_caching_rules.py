"""A product's stars depend on its own reviews, however they are written.

Reviews that send no signal count at once. A review of another product leaves the cached
stars alone.
"""

from products.models import Product, Review
from products.reviews import average_stars
from restflow.test import AsyncAPITestCase


class StarsRuleTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.pot = await Product.objects.acreate(name="Pot", price="24.00")
        await Review.objects.acreate(product=self.mug, stars=5)

    async def stars(self) -> float:
        response = await self.client.get(f"/api/products/{self.mug.pk}/stars/")
        stars: float = response.json()["stars"]
        return stars

    async def test_reviews_that_send_no_signal(self) -> None:
        self.assertEqual(await self.stars(), 5)
        await Review.objects.abulk_create([Review(product=self.mug, stars=2)])
        self.assertEqual(await self.stars(), 3.5)
        await Review.objects.filter(product=self.mug).aupdate(stars=4)
        self.assertEqual(await self.stars(), 4)

    async def test_a_review_of_another_product(self) -> None:
        self.assertEqual(await self.stars(), 5)
        before = average_stars.cache_info()
        await Review.objects.acreate(product=self.pot, stars=1)
        self.assertEqual(await self.stars(), 5)
        self.assertEqual(average_stars.cache_info().hits - before.hits, 1)
