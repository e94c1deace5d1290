"""The synchronous client, for synchronous tests.

Django REST framework's `APIClient` is `self.sync_client` in each test case of restflow.
Logins, credentials and forced users work as with the asynchronous client. Data is sent
as a form, unless `format` or TEST_REQUEST_DEFAULT_FORMAT says otherwise.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPITestCase


class APIClientTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    def test_a_login_ends_with_a_logout(self) -> None:
        self.assertTrue(self.sync_client.login(username="alice", password="wonderland"))
        data = {"newsletter": True}
        response = self.sync_client.patch("/api/profile/", data, format="json")  # [!]
        self.assertEqual(response.json()["newsletter"], True)

        self.sync_client.logout()
        self.assertEqual(self.sync_client.get("/api/profile/").status_code, 401)

    def test_credentials_are_headers_of_every_request(self) -> None:
        token = Token.objects.create(user=self.alice)
        self.sync_client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")  # [!]
        response = self.sync_client.post(
            "/api/products/", {"name": "Mug", "price": "9.50"}
        )
        self.assertEqual(response.status_code, 201)

        self.sync_client.credentials()
        self.assertEqual(self.sync_client.delete("/api/products/1/").status_code, 401)

    def test_a_forced_user_needs_no_credentials(self) -> None:
        self.sync_client.force_authenticate(self.alice)  # [!]
        response = self.sync_client.get("/api/whoami/")
        self.assertEqual(
            response.data, {"user": "alice", "auth": None, "session": False}
        )

        self.sync_client.force_authenticate(None)
        self.assertIsNone(self.sync_client.get("/api/whoami/").data["user"])

    async def test_the_other_client_stands_beside_it(self) -> None:
        self.client.force_authenticate(self.alice)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")
