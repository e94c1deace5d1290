"""Settings of Django REST framework that are read once.

A class attribute gets its value when the class is made. A later override changes
`api_settings`, but no view. Change the attribute instead.
"""

from unittest import mock

import pytest
from django.conf import settings
from django.test import override_settings
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.permissions import IsAdminUser
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.versioning import BaseVersioning
from rest_framework.views import APIView

from products.models import Product
from products.views import CategoryViewSet
from restflow.test import AsyncAPITestCase

PERMISSION = ["rest_framework.permissions.IsAdminUser"]
READ_ONCE: list[tuple[str, object, type, str]] = [
    ("DEFAULT_AUTHENTICATION_CLASSES", [], APIView, "authentication_classes"),
    ("DEFAULT_PERMISSION_CLASSES", PERMISSION, APIView, "permission_classes"),
    ("DEFAULT_THROTTLE_CLASSES", PERMISSION, APIView, "throttle_classes"),
    ("DEFAULT_RENDERER_CLASSES", [], APIView, "renderer_classes"),
    ("DEFAULT_PARSER_CLASSES", [], APIView, "parser_classes"),
    ("DEFAULT_PAGINATION_CLASS", PERMISSION[0], GenericAPIView, "pagination_class"),
    ("DEFAULT_FILTER_BACKENDS", PERMISSION, GenericAPIView, "filter_backends"),
    ("DEFAULT_THROTTLE_RATES", {}, SimpleRateThrottle, "THROTTLE_RATES"),
    ("DEFAULT_VERSION", "v2", BaseVersioning, "default_version"),
    ("PAGE_SIZE", 7, PageNumberPagination, "page_size"),
    ("PAGE_SIZE", 7, CursorPagination, "page_size"),
    ("SEARCH_PARAM", "q", SearchFilter, "search_param"),
    ("ORDERING_PARAM", "by", OrderingFilter, "ordering_param"),
]


@pytest.mark.parametrize(("name", "value", "cls", "attribute"), READ_ONCE)
def test_the_trap(name: str, value: object, cls: type, attribute: str) -> None:
    before = getattr(cls, attribute)
    setting = getattr(api_settings, name)
    with override_settings(REST_FRAMEWORK={name: value}):
        assert getattr(api_settings, name) != setting
        assert getattr(cls, attribute) is before  # [!]


class SettingTests(AsyncAPITestCase):
    async def test_the_way_out(self) -> None:
        with mock.patch.object(CategoryViewSet, "permission_classes", [IsAdminUser]):
            response = await self.client.get("/api/categories/")  # [!]
        self.assertEqual(response.status_code, 401)

    async def test_what_is_read_when_it_is_used(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        changed = settings.REST_FRAMEWORK | {"COERCE_DECIMAL_TO_STRING": False}
        with self.settings(REST_FRAMEWORK=changed):
            response = await self.client.get("/api/products/")
        self.assertEqual(response.json()[0]["price"], 9.5)
