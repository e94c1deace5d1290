"""How many plain values are rendered without a thread.

A response of 1,000 values needs none. With one more, to look at each would take as long
as a thread does. The other visit is that of adrf, which checks permissions.
"""

from unittest import mock

import pytest
from adrf.decorators import api_view
from asgiref.sync import SyncToAsync
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import AsyncAPIClient


@api_view(["GET"])  # type: ignore[untyped-decorator]  # adrf has no types
async def numbers(request: Request, count: int) -> Response:
    # The list itself is a value, too.
    return Response([*range(count - 1)])


urlpatterns = [path("numbers/<int:count>/", numbers)]


async def visits(count: int) -> int:
    client = AsyncAPIClient()
    call = SyncToAsync.__call__
    with mock.patch.object(
        SyncToAsync, "__call__", autospec=True, side_effect=call
    ) as visited:
        response = await client.get(f"/numbers/{count}/")
    assert response.status_code == 200
    return visited.call_count


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_one_value_more_needs_a_thread() -> None:
    assert await visits(1000) == 1  # [!]
    assert await visits(1001) == 2  # [!]
