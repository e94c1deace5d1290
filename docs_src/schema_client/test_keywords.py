"""What other keywords of a schema mean.

`not` and `if` ask, and promise no properties. The schema `false` allows nothing. If a
discriminator can't choose a schema, each schema is checked as it stands.
"""

from typing import Any

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncSchemaClient, ResponseSchemaError
from restflow.test import UncheckedResponseWarning as Unchecked

CARD = {"$ref": "#/components/schemas/Card"}
pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]
answer: dict[str, Any] = {}


async def value(request: HttpRequest) -> JsonResponse:
    return JsonResponse(answer)


urlpatterns = [path("value/", value)]


async def check(schema: dict[str, Any], **given: Any) -> None:
    answer.clear()
    answer.update(given)
    promised = {"200": {"content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/value/": {"get": {"operationId": "value", "responses": promised}}},
        "components": {"schemas": {"Card": {"required": ["last4"]}}},
    }
    await AsyncSchemaClient(document, validate=True).call("value")


def fields(**schemas: Any) -> dict[str, Any]:
    return {"type": "object", "properties": schemas}


async def test_what_asks() -> None:
    schema = {"if": CARD, "then": {"required": ["due"]}} | fields(last4={}, due={})
    await check(schema, due="July")
    with pytest.raises(ResponseSchemaError, match=r"\$\.due: expected; it is not"):
        await check(schema, last4="4242")  # [!]
    with pytest.raises(ResponseSchemaError, match=r"\$: expected not "):
        await check({"not": CARD}, last4="4242")  # [!]


async def test_anything_and_nothing() -> None:
    schema = fields(note=True, cost=False)
    await check(schema, note=[9, None])
    with pytest.raises(ResponseSchemaError, match=r"\$\.cost: expected nothing"):
        await check(schema, cost=9)  # [!]


async def test_a_discriminator_that_cannot_choose() -> None:
    by_kind = {"discriminator": {"propertyName": "kind"}}
    with pytest.warns(Unchecked, match="without `oneOf` or `anyOf`"):
        await check(fields(kind={}) | by_kind, kind="card")  # [!]

    either = {"anyOf": [CARD | fields(last4={}), fields(kind={"const": "cash"})]}
    await check(either | by_kind, kind="cash")
    with pytest.raises(ResponseSchemaError):
        await check(either | by_kind, kind="card")  # [!]
