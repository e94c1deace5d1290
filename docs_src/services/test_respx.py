"""Another service, replaced with respx.

Nothing of the application is replaced: its own client makes its own request, and the
test answers only what goes over the network. So the request is tested as well.
"""

import httpx
import respx
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

RATES = "https://rates.example.com/rates"


async def rate(request: HttpRequest, currency: str) -> JsonResponse:
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            answer = await client.get(RATES, params={"to": currency})
            answer.raise_for_status()
        return JsonResponse({"rate": answer.json()["rate"]})
    except (httpx.HTTPError, ValueError, KeyError):
        return JsonResponse({"detail": "There are no rates now."}, status=503)


class RateTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("rates/<currency>/", rate)]

    async def test_what_is_asked(self) -> None:
        with respx.mock() as mocked:  # [!]
            route = mocked.get(RATES).respond(json={"rate": 0.92})
            response = await self.client.get("/rates/EUR/")

        self.assertEqual(response.json(), {"rate": 0.92})
        self.assertEqual(route.calls.last.request.url.query, b"to=EUR")  # [!]

    async def test_it_fails_in_each_way(self) -> None:
        failures: dict[str, httpx.Response | httpx.HTTPError] = {
            "an error": httpx.Response(500),
            "a page": httpx.Response(200, text="<h1>Welcome</h1>"),
            "another shape": httpx.Response(200, json={"rates": []}),
            "nothing": httpx.ReadTimeout("too slow"),
            "no server": httpx.ConnectError("refused"),
        }
        for name, failure in failures.items():
            with respx.mock() as mocked:
                mocked.get(RATES).mock(side_effect=[failure])  # [!]
                response = await self.client.get("/rates/EUR/")
            self.assertEqual(response.status_code, 503, name)

    async def test_the_trap(self) -> None:
        with respx.mock:  # [!]
            respx.get(RATES)
        with (
            self.assertRaisesRegex(AssertionError, "not called"),
            respx.mock() as mocked,
        ):
            mocked.get(RATES)
