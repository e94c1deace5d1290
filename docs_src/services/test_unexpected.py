"""A call that nobody expected.

respx and pytest-httpx work only for httpx. Other libraries call the real service, and a
view that catches every error hides it. This fixture refuses each address.
"""

import socket
from typing import Any

import httpx2
import pytest
import respx
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncAPIClient

RATES = "https://rates.example.com/rates"
transport: httpx2.AsyncBaseTransport | None = None


async def rate(request: HttpRequest) -> JsonResponse:
    try:
        async with httpx2.AsyncClient(transport=transport) as client:
            answer = await client.get(RATES)
        return JsonResponse({"rate": answer.json()["rate"]})
    except Exception:  # noqa: BLE001
        return JsonResponse({"rate": 1.0})


urlpatterns = [path("rate/", rate)]

pytestmark = [pytest.mark.asyncio, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hosts: list[str] = []
    look_up = socket.getaddrinfo

    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in {"localhost", "127.0.0.1", "::1"}:
            return look_up(host, *args, **kwargs)
        hosts.append(name)
        raise OSError(f"A test calls {name}.")

    monkeypatch.setattr(socket, "getaddrinfo", guarded)  # [!]
    return hosts


async def test_the_trap(refused: list[str], async_api_client: AsyncAPIClient) -> None:
    with respx.mock(assert_all_called=False) as mocked:
        route = mocked.get(RATES).respond(json={"rate": 0.92})
        response = await async_api_client.get("/rate/")

    assert response.json() == {"rate": 1.0}
    assert not route.called  # [!]
    assert refused == ["rates.example.com"]  # [!]


async def test_a_transport(
    monkeypatch: pytest.MonkeyPatch, async_api_client: AsyncAPIClient
) -> None:
    answers = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"rate": 0.92}))
    monkeypatch.setattr(f"{__name__}.transport", answers)

    response = await async_api_client.get("/rate/")

    assert response.json() == {"rate": 0.92}
