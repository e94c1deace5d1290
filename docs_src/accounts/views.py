"""Profiles, and the ways to log in and out."""

from adrf.generics import RetrieveUpdateAPIView
from adrf.views import APIView
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth import alogin, alogout, get_user
from drf_spectacular.utils import extend_schema
from rest_framework import status, views
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Profile
from accounts.serializers import (
    LoggedInSerializer,
    ProfileSerializer,
    WhoAmISerializer,
)


class ProfileView(RetrieveUpdateAPIView):
    """The profile of the current user, created when it is first asked for."""

    serializer_class = ProfileSerializer
    permission_classes = [IsAuthenticated]

    async def aget_object(self) -> Profile:
        """Return the profile of the current user."""
        user = self.request.user
        profile, _ = await Profile.objects.select_related("user").aget_or_create(
            user=user, defaults={"display_name": user.get_username()}
        )
        return profile

    def get_object(self) -> Profile:
        """Return the same for OPTIONS, which is answered synchronously."""
        return async_to_sync(self.aget_object)()


class LoginView(APIView):
    """Start a session for the owner of a username and a password."""

    authentication_classes = ()
    permission_classes = [AllowAny]

    @extend_schema(request=AuthTokenSerializer, responses=LoggedInSerializer)
    async def post(self, request: Request) -> Response:
        """Log in."""
        serializer = AuthTokenSerializer(
            data=request.data, context={"request": request}
        )
        await sync_to_async(serializer.is_valid)(raise_exception=True)
        user = serializer.validated_data["user"]
        await alogin(request, user)
        return Response({"user": user.get_username()})


class LogoutView(APIView):
    """End the session of the current user, if there is one."""

    permission_classes = [AllowAny]

    @extend_schema(request=None, responses={204: None})
    async def post(self, request: Request) -> Response:
        """Log out."""
        await alogout(request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WhoAmIView(views.APIView):
    """Who makes this request, and how the server knows; served synchronously."""

    @extend_schema(responses=WhoAmISerializer)
    def get(self, request: Request) -> Response:
        """Describe the current user."""
        return Response(
            {
                "user": request.user.get_username() or None,
                "auth": type(request.auth).__name__ if request.auth else None,
                "session": get_user(request).is_authenticated,
            }
        )
