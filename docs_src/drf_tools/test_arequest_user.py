"""The request of restflow's factory is Django's, too.

Session authentication looks at `request.user`. No other class does, so the view finds
an anonymous user. `force_authenticate` works with any of them.
"""

from adrf.views import APIView
from django.contrib.auth.models import User
from django.core.handlers.asgi import ASGIRequest
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    force_authenticate,
)


class Name(APIView):
    permission_classes = [AllowAny]

    async def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username()})


by_session = Name.as_view(authentication_classes=[SessionAuthentication])
by_token = Name.as_view(authentication_classes=[TokenAuthentication])


class RequestTests(AsyncAPISimpleTestCase):
    def setUp(self) -> None:
        self.alice = User(username="alice")
        self.request = AsyncAPIRequestFactory().get("/", {"page": 2})

    def test_it_is_djangos(self) -> None:
        self.assertIsInstance(self.request, ASGIRequest)
        self.assertFalse(hasattr(self.request, "query_params"))
        self.assertFalse(hasattr(self.request, "user"))

    async def test_a_view_with_sessions(self) -> None:
        self.request.user = self.alice
        response = await by_session(self.request)
        self.assertEqual(response.data, {"user": "alice"})

    async def test_the_trap(self) -> None:
        self.request.user = self.alice
        response = await by_token(self.request)
        self.assertEqual(response.data, {"user": ""})  # [!]

    async def test_the_way_out(self) -> None:
        force_authenticate(self.request, self.alice)  # [!]
        response = await by_token(self.request)
        self.assertEqual(response.data, {"user": "alice"})
