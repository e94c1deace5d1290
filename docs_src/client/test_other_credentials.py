"""Other credentials for one request.

With Django REST framework's `APIClient` the stored header wins, so a test of what Bob
may not do is made as Alice. With `AsyncAPIClient` the header of the request wins.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPITestCase

ALICE = "Token key-of-alice"
BOB = "Token key-of-bob"


class OtherCredentialsTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for name in ("alice", "bob"):
            user = User.objects.create(username=name)
            Token.objects.create(user=user, key=f"key-of-{name}")

    def test_with_rest_framework_the_stored_header_wins(self) -> None:
        self.sync_client.credentials(HTTP_AUTHORIZATION=ALICE)
        response = self.sync_client.get("/api/whoami/", HTTP_AUTHORIZATION=BOB)
        self.assertEqual(response.json()["user"], "alice")  # [!]

    async def test_with_restflow_the_header_of_the_request_wins(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION=ALICE)
        response = await self.client.get("/api/whoami/", headers={"Authorization": BOB})
        self.assertEqual(response.json()["user"], "bob")

        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")
