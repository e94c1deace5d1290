"""What other clients call it.

The keywords of httpx and of requests are refused, with what to write here. So are those
that have no meaning for a method, and a query that is none.
"""

from typing import Any

import pytest

from restflow.test import AsyncAPIClient, RequestArgumentError

INSTEAD: dict[str, tuple[str, dict[str, Any]]] = {
    "Write `data=…`": ("post", {"json": {"name": "Mug"}}),
    "Write `query_params=…`": ("get", {"params": {"page": 2}}),
    "Put the files into `data=…`": ("post", {"files": {}}),
    "Write `data=…` with `content_type=…`": ("put", {"content": b"Mug"}),
    "Write `follow=True`": ("get", {"allow_redirects": True}),
    "`format` has no meaning for this method": ("get", {"format": "json"}),
    "Write content_type='text/csv'": ("post", {"data": {}, "format": "text/csv"}),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("told", INSTEAD)
async def test_it_says_what_to_write(
    async_api_client: AsyncAPIClient, told: str
) -> None:
    method, keywords = INSTEAD[told]
    with pytest.raises(RequestArgumentError) as caught:  # [!]
        await getattr(async_api_client, method)("/api/echo/", **keywords)
    assert told in str(caught.value)


@pytest.mark.asyncio
async def test_a_query_is_a_mapping_or_pairs(async_api_client: AsyncAPIClient) -> None:
    query: Any = "page=2"
    with pytest.raises(TypeError, match="a mapping or pairs, not 'page=2'"):  # [!]
        await async_api_client.get("/api/echo/", query_params=query)

    response = await async_api_client.get("/api/echo/", query_params=[("page", "2")])
    assert response.json()["query"] == {"page": ["2"]}
