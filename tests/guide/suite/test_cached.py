"""A list that is cached until a product is written."""

from __future__ import annotations

from django.test import override_settings

from products.models import Category, Product
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


@override_settings(ROOT_URLCONF="tests.guide.shop")
class CommittedTests(AsyncAPITransactionTestCase):
    async def test_the_second_answer_is_a_hit(self) -> None:
        await self.client.get("/api/products/")
        response = await self.client.get("/api/products/")
        self.assertIn("hit", response.headers["Cache-Status"])

    async def test_a_product_that_is_created_is_listed(self) -> None:
        before = await self.client.get("/api/products/")
        await Product.objects.acreate(name="Mug", price="9.50")
        after = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": []})
        self.assertEqual(after.json(), {"names": ["Mug"]})

    async def test_a_product_that_is_renamed_is_listed_anew(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        before = await self.client.get("/api/products/")
        await Product.objects.filter(pk=mug.pk).aupdate(name="Cup")
        after = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": ["Mug"]})
        self.assertEqual(after.json(), {"names": ["Cup"]})

    async def test_a_product_that_is_deleted_is_gone(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        before = await self.client.get("/api/products/")
        await mug.adelete()
        after = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": ["Mug"]})
        self.assertEqual(after.json(), {"names": []})

    async def test_a_category_makes_no_difference(self) -> None:
        await self.client.get("/api/products/")
        await Category.objects.acreate(name="Mugs", slug="mugs")
        response = await self.client.get("/api/products/")
        self.assertIn("hit", response.headers["Cache-Status"])


@override_settings(ROOT_URLCONF="tests.guide.shop")
class CapturedTests(AsyncAPITestCase):
    async def test_captured_callbacks_make_the_list_anew(self) -> None:
        before = await self.client.get("/api/products/")
        with self.captureOnCommitCallbacks(execute=True):
            await Product.objects.acreate(name="Mug", price="9.50")
        after = await self.client.get("/api/products/")
        self.assertNotEqual(before.json(), after.json())


@override_settings(ROOT_URLCONF="tests.guide.shop")
class FaithfulTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_callbacks_that_run_make_the_list_anew(self) -> None:
        before = await self.client.get("/api/products/")
        await Product.objects.acreate(name="Mug", price="9.50")
        after = await self.client.get("/api/products/")
        again = await self.client.get("/api/products/")
        self.assertNotEqual(before.json(), after.json())
        self.assertIn("hit", again.headers["Cache-Status"])
