"""The request has no user and no session.

Middleware sets both, and a view that is called directly has no middleware. For a plain
Django view `force_authenticate` has no effect: only views of Django REST framework see
that user.
"""

from django.contrib.auth.models import User
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, JsonResponse

from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    MissingMiddlewareError,
    force_authenticate,
)


async def cart(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {"user": request.user.get_username(), "items": request.session.get("items", 0)}
    )


class CartTests(AsyncAPISimpleTestCase):
    async def test_there_is_no_user(self) -> None:
        request = AsyncAPIRequestFactory().get("/cart/")
        force_authenticate(request, User(username="alice"))

        with self.assertRaises(MissingMiddlewareError) as caught:
            await cart(request)
        print(caught.exception)

    async def test_nor_a_session(self) -> None:
        request = AsyncAPIRequestFactory().get("/cart/")
        request.user = User(username="alice")

        with self.assertRaisesMessage(AttributeError, "no attribute 'session'"):
            await cart(request)

    async def test_the_test_provides_both(self) -> None:
        request = AsyncAPIRequestFactory().get("/cart/")
        request.user = User(username="alice")  # [!]
        request.session = SessionStore()  # [!]
        request.session["items"] = 3

        response = await cart(request)

        self.assertJSONEqual(response.content, {"user": "alice", "items": 3})
