"""Token authentication.

The client gets a token for a password, stores it with `credentials`, and sends it with
every request. A wrong token is refused even where anybody may read.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class TokenTests(AsyncAPITestCase):
    async def test_a_token_goes_with_every_request(self) -> None:
        await User.objects.acreate_user("alice", password="wonderland")
        response = await self.client.post(
            "/api/token/", {"username": "alice", "password": "wonderland"}
        )
        token = response.json()["token"]

        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": "Token", "session": False}
        )

    async def test_an_unknown_token_is_not_the_same_as_none(self) -> None:
        response = await self.client.get("/api/products/")
        self.assertEqual(response.status_code, 200)

        response = await self.client.get(
            "/api/products/", headers={"Authorization": "Token unknown"}
        )
        self.assertEqual(response.status_code, 401)  # [!]
        self.assertEqual(response.json(), {"detail": "Invalid token."})
