"""A POST that is redirected.

A redirect with status 301 or 302 turns POST into GET. So a forgotten slash loses the
body, and the test still sees status 200. With 307 and 308 the request stays as it is.
"""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path

from project.views import echo
from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def moved(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/echo/?from={request.path}", preserve_request=True)


class RedirectedPostTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("echo/", echo), path("moved/", moved)]

    async def test_a_forgotten_slash_loses_the_body(self) -> None:
        response = await self.client.post("/echo", {"name": "Mug"}, follow=True)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.redirect_chain, [("/echo/", 301)])
        self.assertEqual(response.json()["method"], "GET")  # [!]
        self.assertEqual(response.json()["body"], "")

    async def test_with_the_slash_it_arrives(self) -> None:
        response = await self.client.post("/echo/", {"name": "Mug"})
        self.assertEqual(response.json()["method"], "POST")
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_a_redirect_with_status_307_keeps_the_request(self) -> None:
        response = await self.client.post("/moved/", {"name": "Mug"}, follow=True)
        self.assertEqual(response.redirect_chain, [("/echo/?from=/moved/", 307)])
        self.assertEqual(response.json()["method"], "POST")
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')
