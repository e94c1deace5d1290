"""Filters of the product list."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

BOOLEANS = {"true": True, "false": False}


class ProductFilter(BaseFilterBackend):
    """Filter by `?active=true` and by `?category=slug`, which may be repeated."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Keep the products the query string asks for."""
        if slugs := request.query_params.getlist("category"):
            queryset = queryset.filter(category__slug__in=slugs)
        if (active := request.query_params.get("active")) is not None:
            if active not in BOOLEANS:
                raise ValidationError({"active": ["Must be true or false."]})
            queryset = queryset.filter(active=BOOLEANS[active])
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Name the arguments in the API's document."""
        slugs = {"type": "array", "items": {"type": "string"}}
        active = {"type": "string", "enum": [*BOOLEANS]}
        return [
            {"name": "active", "in": "query", "schema": active},
            {"name": "category", "in": "query", "schema": slugs},
        ]
