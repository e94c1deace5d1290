"""Operations of a server on a port.

The schema's client can send with httpx, too: to the live server, or to a deployed
system. It fetches the document from there.
"""

import httpx2
import pytest
from django.contrib.auth.models import User

from restflow.test import AsyncSchemaClient, LiveASGIServer


@pytest.mark.run_commit_hooks
@pytest.mark.asyncio
async def test_an_order(live_asgi_server: LiveASGIServer) -> None:
    await User.objects.acreate_user("alice", password="wonderland")
    alice = httpx2.BasicAuth("alice", "wonderland")

    async with httpx2.AsyncClient(base_url=live_asgi_server.url, auth=alice) as client:
        shop = AsyncSchemaClient("/api/schema/", client=client, validate=True)  # [!]
        mug = await shop.call("products_create", name="Mug", price="9.50")
        lines = [{"product": mug.json()["id"], "quantity": 2}]
        order = await shop.call("orders_create", lines=lines)

    assert order.status_code == 201
    assert order.json()["total"] == "19.00"
