"""A permission that is a coroutine function.

A coroutine is true. A view of Django REST framework does not await it, so everybody is
let in. adrf's views await such permissions.
"""

from typing import Any

import pytest
from adrf import views as adrf_views
from django.urls import path
from rest_framework import views
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class Nobody(BasePermission):
    async def has_permission(self, request: Request, view: Any) -> bool:  # type: ignore[override]
        return False


class PlainView(views.APIView):
    permission_classes = [Nobody]

    def get(self, request: Request) -> Response:
        return Response("the safe is open")


class AdrfView(adrf_views.APIView):
    permission_classes = [Nobody]

    async def get(self, request: Request) -> Response:
        return Response("the safe is open")


class PermissionTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("plain/", PlainView.as_view()),
        path("adrf/", AdrfView.as_view()),
    ]

    @pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
    async def test_the_trap(self) -> None:
        response = await self.client.get("/plain/")

        self.assertEqual(response.status_code, 200)  # [!]

    async def test_adrf(self) -> None:
        response = await self.client.get("/adrf/")

        self.assertEqual(response.status_code, 401)
