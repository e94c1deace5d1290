"""A view called as a certain user.

`force_authenticate` sets what the view finds as `request.user` and `request.auth`. The
view's authentication classes are not called. Permissions are still checked.
"""

from adrf.views import APIView
from django.contrib.auth.models import User
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    force_authenticate,
)


class ScopeView(APIView):
    permission_classes = [IsAuthenticated]

    async def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username(), "scope": request.auth})


class ForceAuthenticateTests(AsyncAPISimpleTestCase):
    async def test_with_a_user_and_a_token(self) -> None:
        request = AsyncAPIRequestFactory().get("/scope/")
        alice = User(username="alice")
        force_authenticate(request, user=alice, token="read:orders")  # [!]
        response = await ScopeView.as_view()(request)

        self.assertEqual(response.data, {"user": "alice", "scope": "read:orders"})

    async def test_as_nobody(self) -> None:
        request = AsyncAPIRequestFactory().get("/scope/")
        response = await ScopeView.as_view()(request)

        self.assertEqual(response.status_code, 401)
