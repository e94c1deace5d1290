"""What a schema of OpenAPI 3.0 means.

`nullable`, a limit that `true` excludes and `false` includes, and a `$ref` that hides
what is beside it. In 3.1 the first means nothing, a limit that is excluded is a number,
and what is beside a `$ref` counts.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    ResponseSchemaError,
    URLPatternsTestCase,
)

PHOTO = {"type": "string", "nullable": True}
PRICE = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
FREE = {**PRICE, "exclusiveMinimum": False}
NAME = {"$ref": "#/components/schemas/Name", "maxLength": 3}
answer: dict[str, Any] = {}


async def value(request: HttpRequest) -> JsonResponse:
    return JsonResponse(answer["value"], safe=False)


async def check(version: str, schema: dict[str, Any], given: Any) -> None:
    answer["value"] = given
    promised = {"200": {"content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": version,
        "paths": {"/value/": {"get": {"operationId": "value", "responses": promised}}},
        "components": {"schemas": {"Name": {"type": "string"}}},
    }
    await AsyncSchemaClient(document, validate=True).call("value")


class OpenAPI30Tests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("value/", value)]

    async def test_nullable(self) -> None:
        await check("3.0.3", PHOTO, None)
        await check("3.0.3", {"allOf": [NAME], "nullable": True}, None)
        with self.assertRaisesMessage(ResponseSchemaError, "got null"):  # [!]
            await check("3.1.0", PHOTO, None)

    async def test_a_limit_that_is_excluded(self) -> None:
        await check("3.0.3", FREE, 0)
        with self.assertRaisesMessage(ResponseSchemaError, "exclusiveMinimum 0"):  # [!]
            await check("3.0.3", PRICE, 0)

    async def test_what_is_beside_a_reference(self) -> None:
        await check("3.0.3", NAME, "Blue mug")
        with self.assertRaisesMessage(ResponseSchemaError, "maxLength 3"):  # [!]
            await check("3.1.0", NAME, "Blue mug")
