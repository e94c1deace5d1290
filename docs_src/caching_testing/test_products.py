"""Two answers that differ.

Get a list, write a product, and get the list again. With real commits the second list
is new. In a test that is rolled back it is new after the captured callbacks have run. A
plain `with` is enough, even with awaits in its block.
"""

from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from products.models import Product
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


@cache_response(ttl=300, rules=[InvalidationRule(Product)])
async def products(request: HttpRequest) -> JsonResponse:
    names = [product.name async for product in Product.objects.all()]
    return JsonResponse({"names": names})


urlpatterns = [path("api/products/", products)]


@override_settings(ROOT_URLCONF=__name__)
class CommittedTests(AsyncAPITransactionTestCase):
    async def test_a_commit(self) -> None:
        before = await self.client.get("/api/products/")
        await Product.objects.acreate(name="Mug", price="9.50")
        after = await self.client.get("/api/products/")
        self.assertNotEqual(before.json(), after.json())  # [!]


@override_settings(ROOT_URLCONF=__name__)
class CapturedTests(AsyncAPITestCase):
    async def test_captured_callbacks(self) -> None:
        before = await self.client.get("/api/products/")
        with self.captureOnCommitCallbacks(execute=True):  # [!]
            await Product.objects.acreate(name="Mug", price="9.50")
        after = await self.client.get("/api/products/")
        self.assertNotEqual(before.json(), after.json())  # [!]
