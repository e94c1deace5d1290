"""What Django's system checks report about cached views.

A handler that is never cached, a view for authenticated users that stores nothing, and
a serializer that shows rows which no rule watches. Each works, but not as intended.
"""

import pytest
from django.core.checks import Tags, run_checks
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from products.models import Product
from products.serializers import ProductSerializer
from restflow.caching import InvalidationRule, cache_response


class OrderView(APIView):
    @cache_response(ttl=300)  # [!]
    def post(self, request: Request) -> Response:
        return Response(status=201)


class BasketView(APIView):
    permission_classes = [IsAuthenticated]

    @cache_response(ttl=300)  # [!]
    def get(self, request: Request) -> Response:
        return Response({"items": 0})


class PriceView(ListAPIView[Product]):
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer

    @cache_response(ttl=300, rules=[InvalidationRule(Product)])  # [!]
    def get(self, request: Request) -> Response:
        return self.list(request)


VIEWS = [OrderView, BasketView, PriceView]
urlpatterns = [path(view.__name__, view.as_view()) for view in VIEWS]


@pytest.mark.urls(__name__)
def test_each_is_reported() -> None:
    found = {message.id: message for message in run_checks(tags=[Tags.caches])}
    print(*found.values(), sep="\n")
    assert set(found) == {"restflow.W206", "restflow.W207", "restflow.W210"}
