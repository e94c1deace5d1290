"""A WebSocket whose rows are rolled back.

The server serves what `ASGI_APPLICATION` names. This one answers WebSockets by itself,
as Channels or any other ASGI framework would, and leaves the rest to Django.
"""

import asyncio
from queue import SimpleQueue
from typing import Any, ClassVar

import pytest
from django.core.asgi import get_asgi_application
from django.test import override_settings
from websockets.asyncio.client import connect
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as connect_at_once

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase

django_application: Any = get_asgi_application()
codes: SimpleQueue[int] = SimpleQueue()


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
    codes.put(message["code"])


@override_settings(ASGI_APPLICATION=f"{__name__}.application")
class PriceTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_prices(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        url = self.live_server_url.replace("http", "ws")

        async with connect(f"{url}/prices/") as socket:
            await socket.send("Mug")
            self.assertEqual(await socket.recv(), "9.50")  # [!]

        # The server runs in another thread, and is told a moment later.
        self.assertEqual(await asyncio.to_thread(codes.get, timeout=1), 1000)


@override_settings(ASGI_APPLICATION=f"{__name__}.application")
class LeftOpenTests(AsyncAPIRollbackLiveServerTestCase):
    socket: ClassVar[ClientConnection]

    @pytest.mark.filterwarnings("ignore::restflow.test.LeftBehindWarning")  # [!]
    def test_a_socket_that_is_left_open(self) -> None:
        type(self).socket = connect_at_once(self.live_server_url.replace("http", "ws"))
        self.assertTrue(codes.empty())

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        assert codes.get(timeout=1) == 1001  # [!]
