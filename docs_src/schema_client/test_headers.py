"""Headers and write-only fields of a response.

With `validate=True` a header that the schema requires has to be there, and each header
has to fit its schema. `Content-Type` is compared with the body's types alone. A field
that is `writeOnly` must not be in a response.
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

ACCOUNT = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
    "required": ["name", "password"],
}
CREATED = {
    "headers": {
        "Location": {"required": True, "schema": {"type": "string"}},
        "X-Remaining": {"schema": {"type": "integer"}},
        "Content-Type": {"schema": {"type": "integer"}},
    },
    "content": {"application/json": {"schema": ACCOUNT}},
}
REGISTER = {"operationId": "register", "responses": {"201": CREATED}}
DOCUMENT = {"openapi": "3.1.0", "paths": {"/accounts/": {"post": REGISTER}}}
LOCATION = {"Location": "/accounts/alice/"}
answer: dict[str, Any] = {}


async def accounts(request: HttpRequest) -> JsonResponse:
    return JsonResponse(answer["body"], status=201, headers=answer["headers"])


class HeaderTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("accounts/", accounts)]

    async def register(self, body: dict[str, str], headers: dict[str, str]) -> int:
        answer.update(body=body, headers=headers)
        shop = AsyncSchemaClient(DOCUMENT, validate=True)
        return (await shop.call("register")).status_code

    async def test_as_promised(self) -> None:
        headers = LOCATION | {"X-Remaining": "9"}
        self.assertEqual(await self.register({"name": "alice"}, headers), 201)

    async def test_headers_that_are_missing_or_wrong(self) -> None:
        with self.assertRaises(ResponseSchemaError) as caught:  # [!]
            await self.register({"name": "alice"}, {"X-Remaining": "some"})
        print(caught.exception)

    async def test_a_password_that_comes_back(self) -> None:
        account = {"name": "alice", "password": "wonderland"}
        with self.assertRaisesMessage(ResponseSchemaError, "write-only"):  # [!]
            await self.register(account, LOCATION)
