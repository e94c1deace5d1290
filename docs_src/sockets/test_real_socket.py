"""A consumer of Channels, on a real socket.

The server serves what `ASGI_APPLICATION` names, and Channels passes each connection to
its consumer. Two clients get the same message through the channel layer.
"""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.test import override_settings
from django.urls import path
from websockets.asyncio.client import connect

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase


class ShelfConsumer(AsyncJsonWebsocketConsumer):
    groups = ["shelf"]

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        product = await Product.objects.aget(name=content["sell"])
        await self.channel_layer.group_send(
            "shelf", {"type": "sold", "product": product.pk}
        )

    async def sold(self, event: dict[str, int]) -> None:
        await self.send_json({"sold": event["product"]})


application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("shelf/", ShelfConsumer.as_asgi())]),
    }
)


@override_settings(
    ASGI_APPLICATION=f"{__name__}.application",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
class ShelfTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_everybody_is_told(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        url = self.live_server_url.replace("http", "ws") + "/shelf/"

        async with connect(url) as seller, connect(url) as visitor:
            await seller.send('{"sell": "Mug"}')
            heard = {await seller.recv(), await visitor.recv()}

        self.assertEqual(heard, {f'{{"sold": {mug.pk}}}'})  # [!]
