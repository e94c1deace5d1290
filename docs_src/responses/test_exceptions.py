"""Exceptions of a view.

If a view raises, the exception reaches the test, so its report shows the line. A client
with `raise_request_exception=False` gets the response that a user would get.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.exceptions import NotFound

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase, URLPatternsTestCase


async def divide(request: HttpRequest) -> HttpResponse:
    return HttpResponse(1 / int(request.GET["by"]))


async def plain(request: HttpRequest) -> HttpResponse:
    raise NotFound


class ExceptionTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("divide/", divide), path("plain/", plain)]

    async def test_an_exception_reaches_the_test(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            await self.client.get("/divide/", {"by": 0})

    async def test_or_becomes_the_response_of_an_error(self) -> None:
        client = AsyncAPIClient(raise_request_exception=False)
        response = await client.get("/divide/", {"by": 0})
        self.assertEqual(response.status_code, 500)
        self.assertIs(response.exc_info[0], ZeroDivisionError)

    async def test_what_django_answers_is_no_exception(self) -> None:
        response = await self.client.get("/multiply/")
        self.assertEqual(response.status_code, 404)

    async def test_outside_of_rest_framework_its_exceptions_are_errors(self) -> None:
        with self.assertRaises(NotFound):
            await self.client.get("/plain/")
