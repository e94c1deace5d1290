"""The request of the factory is Django's, and `request.user` reaches few views.

Session authentication looks at `request.user`. No other class does, so the view finds
an anonymous user. `force_authenticate` works with any of them.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, APISimpleTestCase, force_authenticate
from rest_framework.views import APIView


class BySession(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username()})


class ByToken(BySession):
    authentication_classes = [TokenAuthentication]


class RequestTests(APISimpleTestCase):
    def setUp(self) -> None:
        self.alice = User(username="alice")
        self.request = APIRequestFactory().get("/", {"page": 2})

    def test_it_is_djangos(self) -> None:
        self.assertIsInstance(self.request, HttpRequest)
        self.assertFalse(hasattr(self.request, "query_params"))
        self.assertFalse(hasattr(self.request, "user"))

    def test_a_view_with_sessions(self) -> None:
        self.request.user = self.alice
        response = BySession.as_view()(self.request)
        self.assertEqual(response.data, {"user": "alice"})

    def test_the_trap(self) -> None:
        self.request.user = self.alice
        response = ByToken.as_view()(self.request)
        self.assertEqual(response.data, {"user": ""})  # [!]

    def test_the_way_out(self) -> None:
        force_authenticate(self.request, self.alice)  # [!]
        response = ByToken.as_view()(self.request)
        self.assertEqual(response.data, {"user": "alice"})

    def test_a_permission_by_itself(self) -> None:
        force_authenticate(self.request, self.alice)
        request = ByToken().initialize_request(self.request)  # [!]
        self.assertEqual(request.query_params["page"], "2")
        self.assertTrue(IsAuthenticated().has_permission(request, ByToken()))

    def test_forced_too_late(self) -> None:
        request = ByToken().initialize_request(self.request)
        force_authenticate(request, self.alice)
        self.assertFalse(IsAuthenticated().has_permission(request, ByToken()))  # [!]
