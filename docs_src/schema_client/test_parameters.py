"""How the values of a call are written.

The `style` of a parameter says how a list or an object becomes text. A boolean becomes
`true` or `false`. A body has the type that is declared.
"""

import datetime as dt
from typing import Any

from restflow.test import AsyncAPISimpleTestCase, AsyncSchemaClient


def query(name: str, **said: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, **said}


FIND = {
    "operationId": "find",
    "parameters": [
        query("id", explode=False),
        query("price", style="deepObject"),
        query("size"),
        query("weight", explode=False),
        query("page", content={"application/json": {}}),
        query("new"),
        query("since"),
    ],
}
FORM: dict[str, Any] = {"schema": {"properties": {"name": {}, "tag": {}}}}
ORDER = {
    "operationId": "order",
    "requestBody": {"content": {"application/x-www-form-urlencoded": FORM}},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "servers": [{"url": "/{base}", "variables": {"base": {"default": "api"}}}],
    "paths": {"/echo/": {"get": FIND, "post": ORDER}},
}


class ParameterTests(AsyncAPISimpleTestCase):
    shop = AsyncSchemaClient(DOCUMENT)

    async def test_the_query(self) -> None:
        response = await self.shop.call(
            "find",
            id=[1, 2],
            price={"min": 5},
            size={"width": 3},
            weight={"max": 2},
            page={"number": 2},
            new=True,
            since=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
        )
        self.assertEqual(
            response.json()["query"],
            {
                "id": ["1,2"],
                "price[min]": ["5"],  # [!]
                "width": ["3"],
                "weight": ["max,2"],
                "page": ['{"number": 2}'],
                "new": ["true"],
                "since": ["2026-07-01T00:00:00+00:00"],
            },
        )

    async def test_a_form(self) -> None:
        response = await self.shop.call("order", name="Mug", tag=["new", "red"])
        self.assertEqual(response.json()["body"], "name=Mug&tag=new&tag=red")  # [!]
