"""An asynchronous view, called with a request of the factory.

The view calls `await request.auser()`, which is missing if the test sets only
`request.user`. The error of restflow's factory names the missing middleware.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory

from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    MissingMiddlewareError,
)


async def greeting(request: HttpRequest) -> HttpResponse:
    user = await request.auser()
    return HttpResponse(f"Hello {user}")


class GreetingTests(AsyncAPISimpleTestCase):
    async def test_the_trap(self) -> None:
        request = AsyncRequestFactory().get("/greeting/")
        request.user = User(username="alice")  # [!]
        with self.assertRaisesMessage(AttributeError, "no attribute 'auser'"):
            await greeting(request)

    async def test_restflow_says_what_is_missing(self) -> None:
        request = AsyncAPIRequestFactory().get("/greeting/")
        with self.assertRaises(MissingMiddlewareError) as caught:
            await greeting(request)
        print(caught.exception)

    async def test_the_way_out(self) -> None:
        async def auser() -> User:
            return User(username="alice")

        request = AsyncAPIRequestFactory().get("/greeting/")
        request.auser = auser  # [!]
        self.assertEqual((await greeting(request)).content, b"Hello alice")
