"""PAGE_SIZE in a test.

Django REST framework copies the setting to its classes when they are imported, so
`override_settings` comes too late. Patch the attribute of the class.
"""

from unittest import mock

from django.test import override_settings
from django.urls import path
from rest_framework.pagination import PageNumberPagination
from rest_framework.settings import api_settings

from products.models import Product
from products.views import ProductViewSet
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class ShopPages(PageNumberPagination):
    page_size = 100


class PageSizeTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path(
            "products/",
            ProductViewSet.as_view({"get": "alist"}, pagination_class=ShopPages),
        )
    ]

    @classmethod
    def setUpTestData(cls) -> None:
        Product.objects.bulk_create(Product(name=name, price=1) for name in "abc")

    async def test_the_trap(self) -> None:
        with override_settings(REST_FRAMEWORK={"PAGE_SIZE": 2}):
            self.assertEqual(api_settings.PAGE_SIZE, 2)
            self.assertIsNone(PageNumberPagination.page_size)  # [!]
            response = await self.client.get("/products/")
        self.assertEqual(len(response.json()["results"]), 3)

    async def test_the_attribute(self) -> None:
        with mock.patch.object(ShopPages, "page_size", 2):  # [!]
            response = await self.client.get("/products/")
        self.assertEqual(len(response.json()["results"]), 2)
        self.assertEqual(response.json()["next"], "http://testserver/products/?page=2")
