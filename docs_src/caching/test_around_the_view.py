"""A cache around a view skips authentication.

A cache around a view of Django REST framework answers before authentication: the second
caller gets the report, whoever that is. The decorator refuses that place, and one above
`login_required`.
"""

import pytest
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import cache_page
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.caching import AroundTheViewError, cache_response
from restflow.test import AsyncAPIClient


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def report(request: Request) -> Response:
    return Response({"revenue": 1000})


@api_view(["GET"])
@permission_classes([IsAuthenticated])
@cache_response(ttl=300, public=True)  # [!]
def good_report(request: Request) -> Response:
    return Response({"revenue": 1000})


urlpatterns = [
    path("report/", cache_page(300)(report)),
    path("good-report/", good_report),
]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@pytest.mark.parametrize(("url", "status"), [("/report/", 200), ("/good-report/", 401)])
async def test_who_is_let_in(
    async_api_client: AsyncAPIClient, url: str, status: int
) -> None:
    with async_api_client.as_user(User(username="alice", pk=1)):
        await async_api_client.get(url)

    anonymous = await async_api_client.get(url)
    assert anonymous.status_code == status  # [!]


def test_it_is_refused() -> None:
    with pytest.raises(AroundTheViewError) as caught:  # [!]
        cache_response(ttl=300)(report)
    print(caught.value)


def test_so_is_a_place_above_login_required() -> None:
    @login_required
    def plain_report(request: HttpRequest) -> JsonResponse:
        return JsonResponse({"revenue": 1000})

    with pytest.raises(AroundTheViewError, match="@login_required first"):
        cache_response(ttl=300)(plain_report)
