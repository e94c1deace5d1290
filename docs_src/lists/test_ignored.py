"""A filter that is ignored.

A misspelt argument is no error: the list comes back whole. An order that is not allowed
is dropped in the same way. A test that only looks for its row passes.
"""

from adrf.viewsets import ModelViewSet
from django.urls import path
from rest_framework.filters import OrderingFilter

from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import ProductSerializer
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class ShelfViewSet(ModelViewSet):
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filter_backends = [ProductFilter, OrderingFilter]
    ordering_fields = ["name"]


class FilterTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("products/", ShelfViewSet.as_view({"get": "alist"}))]

    @classmethod
    def setUpTestData(cls) -> None:
        mugs = Category.objects.create(name="Mugs", slug="mugs")
        Product.objects.create(name="Mug", price="9.50", category=mugs)
        Product.objects.create(name="Tea", price="3.00")

    async def names(self, query: str) -> list[str]:
        response = await self.client.get(f"/products/?{query}")
        self.assertEqual(response.status_code, 200)
        return [row["name"] for row in response.json()]

    async def test_the_trap(self) -> None:
        self.assertIn("Mug", await self.names("categry=mugs"))  # [!]
        self.assertEqual(await self.names("ordering=price"), ["Mug", "Tea"])  # [!]

    async def test_the_whole_answer(self) -> None:
        self.assertEqual(await self.names("category=mugs"), ["Mug"])
        self.assertEqual(await self.names("category=cups"), [])
        self.assertEqual(await self.names("ordering=-name"), ["Tea", "Mug"])

    def test_a_value_may_be_refused(self) -> None:
        response = self.sync_client.get("/products/?active=yes")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"active": ["Must be true or false."]})
