"""Logging in and out in an asynchronous test.

The methods begin with an `a`. Django has had them since 5.0, and `asave` of a session
since 5.1. A session that is not saved is lost here, too.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from project.urls import api_urlpatterns
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def basket(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"basket": await request.session.aget("basket", [])})


class SessionTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("basket/", basket), path("api/", include(api_urlpatterns))]

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.alice = await User.objects.acreate_user("alice", password="wonderland")

    async def test_a_password(self) -> None:
        wrong = await self.client.alogin(username="alice", password="wrong")
        self.assertFalse(wrong)
        right = await self.client.alogin(username="alice", password="wonderland")
        self.assertTrue(right)
        self.assertIn("sessionid", self.client.cookies)

    async def test_without_a_password(self) -> None:
        await self.client.aforce_login(self.alice)  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")
        await self.client.alogout()
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])

    async def test_the_trap(self) -> None:
        await (await self.client.asession()).aset("basket", ["mug"])  # [!]
        response = await self.client.get("/basket/")
        self.assertEqual(response.json(), {"basket": []})

    async def test_the_way_out(self) -> None:
        session = await self.client.asession()
        await session.aset("basket", ["mug"])
        await session.asave()  # [!]
        response = await self.client.get("/basket/")
        self.assertEqual(response.json(), {"basket": ["mug"]})
