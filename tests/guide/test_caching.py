"""Cache invalidation in the guide: G21, G22, G24 and G25. G23 is in test_pytest.py."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import transaction
from django.test import modify_settings, override_settings

from products.models import Product
from restflow.caching import NotInstalledError
from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
)
from tests.guide.shop import product_names


class CommitTests(AsyncAPITransactionTestCase):
    def test_g21_a_rule_works_on_commit(self) -> None:
        self.assertEqual(product_names(), [])
        hits = product_names.cache_info().hits
        self.assertEqual(product_names(), [])
        self.assertEqual(product_names.cache_info().hits, hits + 1)

        with transaction.atomic():
            Product.objects.create(name="Mug", price="9.50")

        self.assertEqual(product_names(), ["Mug"])

    def test_g21_a_rollback_leaves_what_is_stored(self) -> None:
        self.assertEqual(product_names(), [])
        hits = product_names.cache_info().hits

        with transaction.atomic():
            Product.objects.create(name="Mug", price="9.50")
            transaction.set_rollback(True)

        self.assertEqual(product_names(), [])
        self.assertEqual(product_names.cache_info().hits, hits + 1)

    def test_g21_callbacks_on_commit_run_in_order_and_see_the_write(self) -> None:
        self.assertEqual(product_names(), [])
        seen: list[tuple[str, list[str]]] = []

        with transaction.atomic():
            transaction.on_commit(lambda: seen.append(("first", product_names())))
            Product.objects.create(name="Mug", price="9.50")
            transaction.on_commit(lambda: seen.append(("second", product_names())))
            self.assertEqual(seen, [])

        self.assertEqual(seen, [("first", ["Mug"]), ("second", ["Mug"])])


@override_settings(ROOT_URLCONF="tests.guide.shop")
class InvalidationTests(AsyncAPITransactionTestCase):
    async def test_g22_a_product_changes_the_cached_answer(self) -> None:
        before = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": []})
        again = await self.client.get("/api/products/")
        self.assertIn("hit", again.headers["Cache-Status"])

        await Product.objects.acreate(name="Mug", price="9.50")

        after = await self.client.get("/api/products/")
        self.assertEqual(after.json(), {"names": ["Mug"]})
        self.assertNotEqual(before.content, after.content)


@override_settings(ROOT_URLCONF="tests.guide.shop")
class CaptureTests(AsyncAPITestCase):
    async def test_g24_captured_callbacks_change_the_cached_answer(self) -> None:
        before = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": []})

        with self.captureOnCommitCallbacks(execute=True):
            await Product.objects.acreate(name="Mug", price="9.50")

        after = await self.client.get("/api/products/")
        self.assertEqual(after.json(), {"names": ["Mug"]})
        self.assertNotEqual(before.content, after.content)
        # The rule has fired: what is read now is stored again.
        again = await self.client.get("/api/products/")
        self.assertIn("hit", again.headers["Cache-Status"])
        self.assertEqual(again.content, after.content)

    async def test_g24_requests_may_stand_in_the_block(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            before = await self.client.get("/api/products/")
            await sync_to_async(Product.objects.create)(name="Mug", price="9.50")

        after = await self.client.get("/api/products/")
        self.assertEqual(before.json(), {"names": []})
        self.assertEqual(after.json(), {"names": ["Mug"]})

    async def test_g24_callbacks_of_the_block_run_at_its_end(self) -> None:
        ran: list[str] = []

        with self.captureOnCommitCallbacks(execute=True) as callbacks:
            await sync_to_async(transaction.on_commit)(lambda: ran.append("callback"))
            self.assertEqual(ran, [])

        self.assertEqual(ran, ["callback"])
        self.assertEqual(len(callbacks), 1)


@override_settings(ROOT_URLCONF="tests.guide.shop")
@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
class NotInstalledTests(AsyncAPISimpleTestCase):
    async def test_g25_a_rule_says_that_it_is_not_bound(self) -> None:
        with self.assertRaisesRegex(NotInstalledError, "restflow.caching"):
            await self.client.get("/api/products/")

    def test_g25_manage_py_check_says_so(self) -> None:
        with self.assertRaisesRegex(SystemCheckError, "restflow.E201"):
            call_command("check")
