"""A chain of redirects that is too long.

A client follows 20 redirects. With one more, `follow=True` raises Django's
`RedirectCycleError`. Its `last_response` is the response to the last request.
"""

from django.http import HttpRequest, HttpResponse
from django.test.client import RedirectCycleError
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def countdown(request: HttpRequest, left: int) -> HttpResponse:
    if left == 0:
        return HttpResponse("arrived")
    return HttpResponse(status=302, headers={"Location": f"/countdown/{left - 1}/"})


class RedirectLimitTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("countdown/<int:left>/", countdown)]

    async def test_twenty_redirects_are_followed(self) -> None:
        response = await self.client.get("/countdown/20/", follow=True)
        self.assertEqual(response.content, b"arrived")
        self.assertEqual(len(response.redirect_chain), 20)  # [!]

    async def test_the_next_one_is_too_much(self) -> None:
        with self.assertRaisesMessage(RedirectCycleError, "Too many") as caught:  # [!]
            await self.client.get("/countdown/21/", follow=True)

        self.assertEqual(len(caught.exception.redirect_chain), 21)
        self.assertEqual(caught.exception.last_response.content, b"arrived")
