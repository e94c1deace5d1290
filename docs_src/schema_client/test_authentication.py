"""Call an operation as a user.

The schema's client sends with another client. Set users, tokens and passwords there.
"""

import httpx2
from django.contrib.auth.models import User

from restflow.test import (
    AsyncAPIClient,
    AsyncAPITestCase,
    AsyncHTTPClient,
    AsyncSchemaClient,
)


class AuthenticationTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.alice = await User.objects.acreate_user("alice", password="wonderland")

    async def test_forced(self) -> None:
        client = AsyncAPIClient()
        client.force_authenticate(self.alice)
        shop = AsyncSchemaClient(client=client)  # [!]

        response = await shop.call("whoami_retrieve")
        self.assertEqual(response.data["user"], "alice")

    async def test_by_token(self) -> None:
        shop = AsyncSchemaClient()
        response = await shop.call(
            "token_create", username="alice", password="wonderland"
        )
        token = response.data["token"]

        shop.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")  # [!]
        response = await shop.call("whoami_retrieve")
        self.assertEqual(response.data["auth"], "Token")

    async def test_as_users_of_the_api_do(self) -> None:
        password = httpx2.BasicAuth("alice", "wonderland")
        async with AsyncHTTPClient(auth=password) as client:  # [!]
            shop = AsyncSchemaClient(client=client)
            response = await shop.call("orders_list")
        self.assertEqual(response.json(), [])
