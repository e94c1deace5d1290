"""Versions of an API.

Without a list of allowed versions, every version is answered, even one that never
existed. The list is an attribute of the versioning class.
"""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.versioning import AcceptHeaderVersioning, URLPathVersioning
from rest_framework.views import APIView

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


class Paths(URLPathVersioning):
    allowed_versions = ["1", "2"]  # [!]


class Headers(AcceptHeaderVersioning):
    allowed_versions = ["1", "2"]
    default_version = "1"


class VersionView(APIView):
    authentication_classes = []

    def get(self, request: Request, **_kwargs: str) -> Response:
        return Response({"version": request.version})


class VersionTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [
        path(
            "open/<version>/", VersionView.as_view(versioning_class=URLPathVersioning)
        ),
        path("path/<version>/", VersionView.as_view(versioning_class=Paths)),
        path("header/", VersionView.as_view(versioning_class=Headers)),
    ]

    async def test_the_trap(self) -> None:
        response = await self.client.get("/open/77/")
        self.assertEqual(response.json(), {"version": "77"})  # [!]

    async def test_in_the_path(self) -> None:
        response = await self.client.get("/path/2/")
        self.assertEqual(response.json(), {"version": "2"})

        response = await self.client.get("/path/77/")
        self.assertEqual(response.status_code, 404)

    async def test_in_a_header(self) -> None:
        for accept, status, version in [
            ("application/json; version=2", 200, "2"),
            ("application/json", 200, "1"),
            ("application/json; version=77", 406, None),
        ]:
            response = await self.client.get("/header/", headers={"Accept": accept})
            self.assertEqual(response.status_code, status)
            self.assertEqual(response.json().get("version"), version)
