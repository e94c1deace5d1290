"""The session of a client.

`asession` returns the session, and makes one if there is none. It is a copy for the
test, so save your changes before a view can see them.
"""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def basket(request: HttpRequest) -> JsonResponse:
    names = await request.session.aget("basket", [])
    if request.method == "POST":
        names = [*names, request.POST["name"]]
        await request.session.aset("basket", names)
    return JsonResponse(names, safe=False)


class BasketTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("basket/", basket)]

    async def test_what_a_view_has_stored(self) -> None:
        await self.client.post("/basket/", {"name": "Mug"}, format="multipart")

        session = await self.client.asession()
        self.assertEqual(await session.aget("basket"), ["Mug"])

    async def test_what_is_not_saved_is_not_there(self) -> None:
        session = await self.client.asession()
        await session.aset("basket", ["Mug"])

        response = await self.client.get("/basket/")
        self.assertEqual(response.json(), [])  # [!]

    async def test_what_the_test_has_saved(self) -> None:
        session = await self.client.asession()
        await session.aset("basket", ["Mug"])
        await session.asave()  # [!]

        response = await self.client.get("/basket/")
        self.assertEqual(response.json(), ["Mug"])
