"""Which exceptions reach the test, and which become responses.

An exception for which Django or Django REST framework has a response becomes that
response. Every other exception is raised, unless the client has
`raise_request_exception=False`.
"""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request

from restflow.test import AsyncAPIClient

STATUSES: dict[type[Exception], int] = {
    Http404: 404,
    PermissionDenied: 403,
    BadRequest: 400,
    SuspiciousOperation: 400,
    ZeroDivisionError: 500,
}


def plain(request: HttpRequest, name: str) -> HttpResponse:
    raise next(error for error in STATUSES if error.__name__ == name)


@api_view()
def api(request: Request, name: str) -> HttpResponse:
    raise {"NotFound": NotFound, "Throttled": Throttled, "KeyError": KeyError}[name]


urlpatterns = [path("plain/<name>/", plain), path("api/<name>/", api)]
pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("error", STATUSES)
@pytest.mark.asyncio
async def test_both_clients_answer(error: type[Exception]) -> None:
    url = f"/plain/{error.__name__}/"
    client = AsyncClient(raise_request_exception=False)  # [!]
    assert (await client.get(url)).status_code == STATUSES[error]


def test_what_reaches_the_test() -> None:
    with pytest.raises(ZeroDivisionError):
        Client().get("/plain/ZeroDivisionError/")  # [!]
    assert Client().get("/plain/Http404/").status_code == 404


@pytest.mark.asyncio
async def test_exceptions_of_the_framework(async_api_client: AsyncAPIClient) -> None:
    for name, status in {"NotFound": 404, "Throttled": 429}.items():
        assert (await async_api_client.get(f"/api/{name}/")).status_code == status
    with pytest.raises(KeyError):
        await async_api_client.get("/api/KeyError/")  # [!]
