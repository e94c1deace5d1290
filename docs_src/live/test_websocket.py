"""A WebSocket whose rows are rolled back.

The server serves what `ASGI_APPLICATION` names. This one answers WebSockets by itself,
as Channels or any other ASGI framework would, and leaves the rest to Django.
"""

import asyncio
import threading
from typing import Any

from django.core.asgi import get_asgi_application
from django.test import override_settings
from websockets.asyncio.client import connect

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase

django_application: Any = get_asgi_application()
has_left = threading.Event()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await prices(receive, send)
    else:
        await django_application(scope, receive, send)


async def prices(receive: Any, send: Any) -> None:
    await receive()  # The client wants to connect.
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        product = await Product.objects.aget(name=message["text"])
        await send({"type": "websocket.send", "text": str(product.price)})
    has_left.set()


@override_settings(ASGI_APPLICATION=f"{__name__}.application")
class PriceTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_prices(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        url = self.live_server_url.replace("http", "ws")

        async with connect(f"{url}/prices/") as socket:
            await socket.send("Mug")
            self.assertEqual(await socket.recv(), "9.50")  # [!]

        # The server runs in another thread, and is told a moment later.
        self.assertTrue(await asyncio.to_thread(has_left.wait, 1))
