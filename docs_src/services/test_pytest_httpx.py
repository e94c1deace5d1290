"""Another service, replaced with pytest-httpx.

The fixture answers the requests of httpx. A test fails if an answer is never requested,
or if a request was not expected, even if the view has caught the error.
"""

import httpx
import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path
from pytest_httpx import HTTPXMock

from restflow.test import AsyncAPIClient

RATES = "https://rates.example.com/rates?to=EUR"


async def rate(request: HttpRequest) -> JsonResponse:
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.get(RATES)
        return JsonResponse({"rate": answer.json()["rate"]})
    except httpx.HTTPError:
        return JsonResponse({"rate": 1.0})


urlpatterns = [path("rate/", rate)]

pytestmark = [pytest.mark.asyncio, pytest.mark.urls(__name__)]


async def test_what_is_asked_and_answered(
    httpx_mock: HTTPXMock, async_api_client: AsyncAPIClient
) -> None:
    httpx_mock.add_response(url=RATES, json={"rate": 0.92})  # [!]

    response = await async_api_client.get("/rate/")

    assert response.json() == {"rate": 0.92}


async def test_no_answer(
    httpx_mock: HTTPXMock, async_api_client: AsyncAPIClient
) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("too slow"), url=RATES)

    response = await async_api_client.get("/rate/")

    assert response.json() == {"rate": 1.0}


@pytest.mark.httpx_mock(assert_all_requests_were_expected=False)  # [!]
async def test_the_trap(
    httpx_mock: HTTPXMock, async_api_client: AsyncAPIClient
) -> None:
    response = await async_api_client.get("/rate/")

    # What pytest-httpx raises is a timeout to the view, which has an answer for it.
    assert response.json() == {"rate": 1.0}
    assert len(httpx_mock.get_requests()) == 1
