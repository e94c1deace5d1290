"""Where a redirect leads.

The status decides whether the method stays the same. The Location may be a relative
path, an absolute path, or another host. A loop is an error.
"""

from django.http import HttpRequest, HttpResponse
from django.test.client import RedirectCycleError
from django.urls import path

from project.views import echo
from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def moved(request: HttpRequest, status: int) -> HttpResponse:
    to = request.GET.get("to", request.path)
    return HttpResponse(status=status, headers={"Location": to})


class RedirectTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("echo/", echo), path("moved/<int:status>/", moved)]

    async def test_a_post_stays_one_with_status_307_and_308(self) -> None:
        methods = {}
        for status in (301, 302, 303, 307, 308):
            response = await self.client.post(
                f"/moved/{status}/?to=/echo/", {"name": "Mug"}, follow=True
            )
            methods[status] = response.json()["method"]

        self.assertEqual(
            methods, {301: "GET", 302: "GET", 303: "GET", 307: "POST", 308: "POST"}
        )
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_a_put_stays_a_put_unless_the_status_is_303(self) -> None:
        response = await self.client.put("/moved/302/?to=/echo/", follow=True)
        self.assertEqual(response.json()["method"], "PUT")

        response = await self.client.put("/moved/303/?to=/echo/", follow=True)
        self.assertEqual(response.json()["method"], "GET")

    async def test_a_location_may_be_relative_or_absolute(self) -> None:
        response = await self.client.get(
            "/moved/302/?to=../307/%3Fto=https://api.example.com/echo/", follow=True
        )
        self.assertEqual(
            response.redirect_chain,  # [!]
            [
                ("../307/?to=https://api.example.com/echo/", 302),
                ("https://api.example.com/echo/", 307),
            ],
        )
        self.assertEqual(response.json()["headers"]["host"], "api.example.com")
        self.assertEqual(response.json()["scheme"], "https")

    async def test_a_loop_is_an_error(self) -> None:
        with self.assertRaisesMessage(RedirectCycleError, "loop"):  # [!]
            await self.client.get("/moved/302/", follow=True)
