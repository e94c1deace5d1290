"""The options of assertions that you await.

They are Django's: the expected statuses, how often a text is there, whether the order
of rows matters, and the beginning of the error.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from products.models import Category
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def moved(request: HttpRequest) -> HttpResponse:
    return redirect("/gone/", permanent=True)


async def gone(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p class='a b'>Gone</p>", status=410)


class OptionTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("moved/", moved), path("gone/", gone)]

    async def test_redirects(self) -> None:
        response = await self.client.get("/moved/")
        await self.assertRedirects(
            response,
            "/gone/",
            status_code=301,
            target_status_code=410,
            msg_prefix="The old page",
        )
        self.assertRedirects(
            response, "/gone/", status_code=301, fetch_redirect_response=False
        )

    async def test_texts(self) -> None:
        response = await self.client.get("/gone/")
        self.assertContains(
            response, "Gone", count=1, status_code=410, msg_prefix="The page"
        )
        self.assertContains(
            response, "<p class='b a'>Gone</p>", status_code=410, html=True
        )
        self.assertNotContains(
            response, "<p>Gone</p>", status_code=410, msg_prefix="It", html=True
        )

    async def test_querysets(self) -> None:
        for slug in ("pots", "mugs"):
            await Category.objects.acreate(name=slug.title(), slug=slug)

        await self.assertQuerySetEqual(
            Category.objects.all(),
            ["Mugs", "Pots"],
            transform=lambda category: category.name,
            ordered=False,
            msg="Both are there.",
        )
