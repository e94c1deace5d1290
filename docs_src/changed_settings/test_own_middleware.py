"""A middleware of your own.

The first `process_view` that answers ends the request: no later one is called, and no
view. `process_exception` answers for a view that raises, unless it returns None.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import modify_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.csrf import csrf_exempt

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

audited: list[str] = []


class ReadOnly(MiddlewareMixin):
    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.method == "GET":
            return None
        return JsonResponse({"detail": "The shop is closed."}, status=503)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, LookupError):
            return None
        return JsonResponse({"detail": str(error)}, status=409)


class Audit(MiddlewareMixin):
    def process_view(self, request: HttpRequest, *view: Any) -> None:
        audited.append(f"{request.method} {request.path}")


@csrf_exempt
def stock(request: HttpRequest, number: int) -> JsonResponse:
    if not number:
        raise LookupError("sold out")
    return JsonResponse({"share": 100 / (number - 1)})


@modify_settings(MIDDLEWARE={"append": [f"{__name__}.ReadOnly", f"{__name__}.Audit"]})
class MiddlewareTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("stock/<int:number>/", stock)]

    def setUp(self) -> None:
        audited.clear()

    async def test_no_answer_lets_the_request_go_on(self) -> None:
        response = await self.client.get("/stock/5/")
        self.assertEqual(response.json(), {"share": 25.0})
        self.assertEqual(audited, ["GET /stock/5/"])

    async def test_an_answer_ends_it(self) -> None:
        response = await self.client.post("/stock/5/")
        self.assertEqual(response.status_code, 503)
        self.assertEqual(audited, [])  # [!]

    async def test_an_exception_is_answered(self) -> None:
        response = await self.client.get("/stock/0/")
        self.assertEqual(response.status_code, 409)
        self.assertEqual(response.json(), {"detail": "sold out"})

    async def test_an_exception_that_nobody_answers(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            await self.client.get("/stock/1/")
