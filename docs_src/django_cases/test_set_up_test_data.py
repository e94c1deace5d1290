"""Rows for all tests of a class, and objects that a test changes.

Each test gets a deep copy of the objects that `setUpTestData` has made. An object of
`setUpClass` is the same in all tests: its row is rolled back, the object is not.
"""

from threading import Lock

from django.contrib.auth.models import User
from django.test import TestCase

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


class DataTests(TestCase):
    mug: Product
    kitchen: Category
    lock: Lock

    @classmethod
    def setUpTestData(cls) -> None:
        cls.kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
        cls.mug = Product.objects.create(name="M", price="9.50", category=cls.kitchen)
        cls.lock = Lock()

    def test_each_test_has_a_copy(self) -> None:
        self.assertIsNot(self.mug, type(self).mug)  # [!]
        self.assertIs(self.mug.category, self.kitchen)

    def test_what_cannot_be_copied(self) -> None:
        with self.assertRaisesMessage(TypeError, "cannot pickle '_thread.lock'"):
            self.lock.acquire()


class ClassTests(TestCase):
    mug: Product

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.mug = Product.objects.create(name="Mug", price="9.50")

    def test_the_trap(self) -> None:
        self.assertIs(self.mug, type(self).mug)  # [!]


class AsyncTests(AsyncAPITestCase):
    mug: Product

    @classmethod
    def setUpTestData(cls) -> None:
        cls.mug = Product.objects.create(name="Mug", price="9.50")

    async def test_each_test_has_a_copy(self) -> None:
        self.assertIsNot(self.mug, type(self).mug)

    async def test_what_a_view_changed_is_not_in_the_object(self) -> None:
        self.client.force_authenticate(User(username="alice"))
        await self.client.patch(f"/api/products/{self.mug.pk}/", {"name": "Cup"})
        self.assertEqual(self.mug.name, "Mug")  # [!]
        await self.mug.arefresh_from_db()
        self.assertEqual(self.mug.name, "Cup")
