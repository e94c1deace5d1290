"""A forced user is an object, not a row: asynchronously.

The view gets the very object that the test has, from the client and from the factory.
Refresh the object after a change, and load it anew after a change of permissions.
"""

from adrf.views import APIView
from django.contrib.auth.models import Permission, User
from django.urls import path
from rest_framework.authtoken.models import Token
from rest_framework.permissions import DjangoModelPermissions, IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Category
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class BackOffice(APIView):
    permission_classes = [IsAdminUser]

    async def post(self, request: Request) -> Response:
        return Response({"user": str(request.user), "auth": str(request.auth)})


class Shelves(APIView):
    permission_classes = [DjangoModelPermissions]
    queryset = Category.objects.all()

    async def post(self, request: Request) -> Response:
        return Response()


class ForceTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("office/", BackOffice.as_view()),
        path("shelves/", Shelves.as_view()),
    ]

    async def asyncSetUp(self) -> None:
        self.alice = await User.objects.acreate_user("alice")
        self.client.force_authenticate(self.alice)  # [!]

    async def status(self, url: str) -> int:
        return (await self.client.post(url)).status_code

    async def test_a_user_and_a_token(self) -> None:
        alice = User(username="alice", is_staff=True)
        self.client.force_authenticate(alice, token=Token(key="k1"))  # [!]
        response = await self.client.post("/office/")
        self.assertEqual(response.data, {"user": "alice", "auth": "k1"})

    async def test_a_stale_user(self) -> None:
        await User.objects.aupdate(is_staff=True)
        self.assertEqual(await self.status("/office/"), 403)  # [!]
        await self.alice.arefresh_from_db()  # [!]
        self.assertEqual(await self.status("/office/"), 200)

    async def test_stale_permissions(self) -> None:
        self.assertEqual(await self.status("/shelves/"), 403)
        add = await Permission.objects.aget(codename="add_category")
        await self.alice.user_permissions.aadd(add)
        await self.alice.arefresh_from_db()
        self.assertEqual(await self.status("/shelves/"), 403)  # [!]
        alice = await User.objects.aget(pk=self.alice.pk)  # [!]
        self.client.force_authenticate(alice)
        self.assertEqual(await self.status("/shelves/"), 200)
