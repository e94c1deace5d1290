"""The formats that a response is checked for.

Each has a text, or a number, that fits it and one that does not. Of any other format, a
warning says that it is not known.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    ResponseSchemaError,
    UncheckedResponseWarning,
    URLPatternsTestCase,
)

FORMATS: dict[str, tuple[Any, Any]] = {
    "byte": ("TXVn", "TXV"),
    "date": ("2026-02-28", "2026-02-29"),
    "date-time": ("2026-02-28T12:30:00Z", "2026-02-28 12:30"),
    "decimal": ("9.50", "nine"),
    "duration": ("P1DT2H", "1 day"),
    "email": ("alice@example.com", "alice"),
    "hostname": ("shop.example.com", "shop_example.com/"),
    "int32": (2147483647, 2147483648),
    "ipv4": ("127.0.0.1", "127.0.0.256"),
    "ipv6": ("::1", "127.0.0.1"),
    "regex": ("[a-z]", "[a-z"),
    "time": ("12:30:00", "12:30"),
    "uri": ("https://example.com/", "/mug.png"),
    "uuid": ("12345678-1234-5678-1234-567812345678", "12345678"),
}
answer: dict[str, Any] = {}


async def value(request: HttpRequest) -> JsonResponse:
    return JsonResponse(answer["value"], safe=False)


async def call(name: str, given: Any) -> None:
    answer["value"] = given
    content = {"application/json": {"schema": {"format": name}}}
    operation = {"operationId": "value", "responses": {"200": {"content": content}}}
    document = {"openapi": "3.1.0", "paths": {"/value/": {"get": operation}}}
    await AsyncSchemaClient(document, validate=True).call("value")


class FormatTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("value/", value)]

    async def test_each_format(self) -> None:
        for name, (right, wrong) in FORMATS.items():
            await call(name, right)
            with self.assertRaisesMessage(ResponseSchemaError, name):  # [!]
                await call(name, wrong)

    async def test_a_format_that_is_not_known(self) -> None:
        with self.assertWarnsRegex(UncheckedResponseWarning, "'isbn' is not known"):
            await call("isbn", "978-3-16-148410-0")
