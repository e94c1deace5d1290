"""A consumer of Channels, without a server.

The communicator calls the application in the test's event loop. The consumer sees the
rows of the test, and they are rolled back.
"""

import asyncio
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.urls import path

from products.models import Product
from restflow.test import AsyncAPITestCase


class PriceConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        if self.scope["url_route"]["kwargs"]["shelf"] == "mugs":
            await self.accept()
        else:
            await self.close(code=4404)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        product = await Product.objects.aget(name=content["name"])
        await self.send_json({"price": str(product.price)})


application = URLRouter([path("prices/<slug:shelf>/", PriceConsumer.as_asgi())])


class PriceTests(AsyncAPITestCase):
    async def test_a_price(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        socket = WebsocketCommunicator(application, "/prices/mugs/")
        connected, _ = await socket.connect()

        await socket.send_json_to({"name": "Mug"})

        self.assertTrue(connected)
        self.assertEqual(await socket.receive_json_from(), {"price": "9.50"})  # [!]
        await socket.disconnect()

    async def test_no_such_shelf(self) -> None:
        socket = WebsocketCommunicator(application, "/prices/cups/")

        connected, code = await socket.connect()

        self.assertEqual((connected, code), (False, 4404))

    async def test_the_trap(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        socket = WebsocketCommunicator(application, "/prices/mugs/")
        await socket.connect()

        with self.assertRaises(TimeoutError):
            await socket.receive_json_from(timeout=0.1)
        with self.assertRaises(asyncio.CancelledError):  # [!]
            await socket.receive_json_from()

    async def test_the_way_out(self) -> None:
        socket = WebsocketCommunicator(application, "/prices/mugs/")
        await socket.connect()

        self.assertTrue(await socket.receive_nothing())  # [!]
        await socket.disconnect()
