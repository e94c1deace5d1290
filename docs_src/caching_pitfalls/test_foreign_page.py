"""One user's page is served to another.

`cache_page` looks for an entry before the view knows who asks. What it has stored for
one user goes to the next, and to visitors who may not see it.
"""

import pytest
from django.contrib.auth.models import User
from django.urls import path
from django.views.decorators.cache import cache_page
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__), pytest.mark.asyncio]


class Account(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        return Response({"user": request.user.get_username()})


class OwnAccount(Account):
    get = cache_response(ttl=60, per_user=True)(Account.get)  # [!]


urlpatterns = [
    path("page/", cache_page(60)(Account.as_view())),
    path("own/", OwnAccount.as_view()),
]


async def log_in(username: str) -> AsyncAPIClient:
    client = AsyncAPIClient()
    await client.aforce_login(await User.objects.acreate_user(username))
    return client


async def test_the_next_visitor_gets_the_page(async_api_client: AsyncAPIClient) -> None:
    ada = await log_in("ada")
    await ada.get("/page/")

    response = await async_api_client.get("/page/")

    assert response.json() == {"user": "ada"}  # [!]


async def test_everybody_gets_their_own(async_api_client: AsyncAPIClient) -> None:
    for username in ["ada", "grace"]:
        client = await log_in(username)
        await client.get("/own/")
        response = await client.get("/own/")
        assert response.json() == {"user": username}
        assert "hit" in response.headers["Cache-Status"]

    response = await async_api_client.get("/own/")
    assert response.status_code == 401
