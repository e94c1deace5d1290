"""A view class, called with a query.

`as_view()` makes the function that takes the request. The view finds the user that
`force_authenticate` has set on the request, and calls no authentication class.
"""

from adrf.generics import ListAPIView
from django.contrib.auth.models import User
from rest_framework.permissions import IsAuthenticated

from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import ProductSerializer
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    force_authenticate,
)


class ProductListView(ListAPIView):
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filter_backends = (ProductFilter,)
    permission_classes = (IsAuthenticated,)


class ProductListTests(AsyncAPITestCase):
    async def test_the_phones(self) -> None:
        phones = await Category.objects.acreate(name="Phones", slug="phones")
        await Product.objects.acreate(name="Phone", price="99.00", category=phones)
        await Product.objects.acreate(name="Mug", price="9.50")
        factory = AsyncAPIRequestFactory()
        khan = User(username="khan")

        request = factory.get("/api/products/", {"category": "phones"})  # [!]
        force_authenticate(request, user=khan, token="dummy-token")
        response = await ProductListView.as_view()(request)  # [!]

        self.assertEqual([row["name"] for row in response.data], ["Phone"])

    def test_what_is_noted_on_the_request(self) -> None:
        request = AsyncAPIRequestFactory().get("/api/products/")
        khan = User(username="khan")

        force_authenticate(request, user=khan, token="dummy-token")

        self.assertIs(vars(request)["_force_auth_user"], khan)  # [!]
        self.assertEqual(vars(request)["_force_auth_token"], "dummy-token")  # [!]
