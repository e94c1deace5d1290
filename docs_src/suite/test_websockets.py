"""The address of the orders opens no WebSocket, not even for a customer.

The permissions of views do not apply to WebSockets. If this test fails because you have
added some, replace it with tests of who may open them.
"""

from django.contrib.auth.models import User
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from restflow.test import AsyncAPIRollbackLiveServerTestCase


class WebSocketTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_a_customer_is_refused(self) -> None:
        await self.client.aforce_login(await User.objects.acreate(username="alice"))
        cookie = f"sessionid={self.client.cookies['sessionid'].value}"
        url = self.live_server_url.replace("http", "ws") + "/api/orders/"

        with self.assertLogs("uvicorn.error"), self.assertRaises(InvalidStatus):
            await connect(url, additional_headers={"Cookie": cookie})
