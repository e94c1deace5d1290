"""Missing rules, found by a check.

A serializer may show rows of other models: nested, or along the dots of a `source`. The
check names each model that is shown and has no rule. What is only written needs none.
"""

import pytest
from django.core.checks import Tags, run_checks
from django.db import models
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from products.models import Category, Product
from restflow.caching import InvalidationRule, cache_response


class Score(models.Model):
    stars = models.FloatField()

    class Meta:
        app_label = "products"
        managed = False

    def __str__(self) -> str:
        return f"{self.stars} stars"


class ScoreSerializer(serializers.ModelSerializer[Score]):
    class Meta:
        model = Score
        fields = ["stars"]


class ProductSerializer(serializers.ModelSerializer[Product]):
    score = ScoreSerializer()  # [!]
    shelf = serializers.CharField(source="category.name")  # [!]
    coupon = serializers.CharField(write_only=True)

    class Meta:
        model = Product
        fields = ["name", "score", "shelf", "coupon"]


class ProductsView(APIView):
    serializer_class = ProductSerializer

    @cache_response(ttl=300, rules=[InvalidationRule(Product)])
    def get(self, request: Request) -> Response:
        return Response([])

    @cache_response(ttl=300, rules=map(InvalidationRule, [Product, Category]))
    def head(self, request: Request) -> Response:
        return Response()


view = ProductsView.as_view()
urlpatterns = [path("products/", view), path("mugs/", view)]


@pytest.mark.urls(__name__)
def test_each_model_is_named() -> None:
    for_get, for_head = sorted(run_checks(tags=[Tags.caches]), key=str)
    print(for_get, for_head, sep="\n")
    assert "products.Category, products.Score," in for_get.msg
    assert for_get.hint == "Add InvalidationRule('products.Category')."
    assert "if it is a view of the database" in str(for_head.hint)
