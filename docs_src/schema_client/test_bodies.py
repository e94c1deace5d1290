"""What is compared of a body.

Its type is one of those declared. JSON has to be JSON, a text is compared with a schema
for a text, and a warning says which bodies the schema does not describe.
"""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from restflow.test import (
    AsyncSchemaClient,
    ResponseSchemaError,
    UncheckedResponseWarning,
)

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]
JSON, CSV = "application/json", "text/csv"
CODE = {"type": "string", "pattern": "^[a-z]+$"}


async def body(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        request.headers["X-Body"], content_type=request.headers["X-Type"]
    )


urlpatterns = [path("body/", body)]


async def check(body: str, kind: str, **schemas: Any) -> None:
    content = {name.replace("_", "/"): schema for name, schema in schemas.items()}
    operation = {"operationId": "body", "responses": {"200": {"content": content}}}
    document = {"openapi": "3.1.0", "paths": {"/body/": {"get": operation}}}
    headers = {"X-Body": body, "X-Type": kind}
    shop = AsyncSchemaClient(document, validate=True)
    await shop.call("body", headers=headers)


async def test_the_type() -> None:
    await check("mug", CSV, text_csv={"schema": CODE})
    with pytest.raises(ResponseSchemaError, match="expected text/csv; got text/html"):
        await check("mug", "text/html", text_csv={"schema": CODE})  # [!]


async def test_json_and_text() -> None:
    with pytest.raises(ResponseSchemaError, match="expected JSON; got"):
        await check("{", JSON, application_json={"schema": {}})  # [!]
    with pytest.raises(ResponseSchemaError, match=r'pattern .*; got "MUG"'):
        await check("MUG", CSV, text_csv={"schema": CODE})  # [!]


async def test_what_the_schema_does_not_describe() -> None:
    with pytest.warns(UncheckedResponseWarning, match="of which the schema says noth"):
        await check("{}", JSON)
    with pytest.warns(UncheckedResponseWarning, match="whose schema is for JSON"):
        await check("mug", CSV, text_csv={"schema": {"type": "object"}})
    schema = {"$ref": "#/components/schemas/Mug"}
    with pytest.warns(UncheckedResponseWarning, match="Mug, which is not in it"):
        await check("{}", JSON, application_json={"schema": schema})  # [!]
