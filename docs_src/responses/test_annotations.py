"""Annotations for responses.

Annotate a response in a helper with `ClientResponse`: the view's response, with what
the client has added.
"""

from restflow.test import AsyncAPISimpleTestCase, ClientResponse


class RefusalTests(AsyncAPISimpleTestCase):
    def assert_refused(self, response: ClientResponse, challenge: str) -> None:
        self.assertEqual(response.status_code, 401)
        self.assertEqual(response.headers["WWW-Authenticate"], challenge)
        self.assertEqual(response.data["detail"].code, "not_authenticated")

    async def test_strangers_have_no_orders(self) -> None:
        response = await self.client.get("/api/orders/")
        self.assert_refused(response, 'Bearer realm="api"')

    async def test_strangers_have_no_profile(self) -> None:
        response = await self.client.get("/api/profile/")
        self.assert_refused(response, 'Bearer realm="api"')
