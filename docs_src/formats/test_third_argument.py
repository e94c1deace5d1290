"""What each kind of data is sent as.

The third argument is the format. Django's client has the content type in its place, so
restflow understands that as well. Without data nothing is sent.
"""

from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    RequestArgumentError,
)

SENT: list[tuple[tuple[Any, ...], str, str | None]] = [
    (({"name": "Mug"}, "json"), '{"name":"Mug"}', "application/json"),
    (({"name": "Mug"}, "application/json"), '{"name":"Mug"}', "application/json"),
    ((b"name=Mug", "text/plain"), "name=Mug", "text/plain"),
    (("Mug", "json"), '"Mug"', "application/json"),
    ((None, "json"), "", None),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("arguments", "body", "content_type"), SENT)
async def test_the_body(
    async_api_client: AsyncAPIClient,
    arguments: tuple[Any, ...],
    body: str,
    content_type: str | None,
) -> None:
    response = await async_api_client.post("/api/echo/", *arguments)
    assert response.json()["body"] == body  # [!]
    assert response.json()["headers"].get("content-type") == content_type


@pytest.mark.asyncio
async def test_a_form_has_names(async_api_client: AsyncAPIClient) -> None:
    data: Any = ["Mug"]
    with pytest.raises(RequestArgumentError, match="and not of a list"):  # [!]
        await async_api_client.post("/api/echo/", data, "multipart")


class OnlyJSON(AsyncAPIRequestFactory):
    renderer_classes_list = [JSONRenderer]


def test_a_factory_with_formats_of_its_own() -> None:
    with pytest.raises(RequestArgumentError) as caught:
        OnlyJSON().post("/api/echo/", {"name": "Mug"}, "multipart")
    assert "Add its class to `renderer_classes_list`." in str(caught.value)  # [!]
