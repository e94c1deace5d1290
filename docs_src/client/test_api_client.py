"""The synchronous client, for synchronous tests.

Django REST framework's `APIClient` is `self.client` in each test case of restflow.
Logins, credentials and forced users are as with the asynchronous client. Data is sent
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
        self.assertTrue(self.client.login(username="alice", password="wonderland"))
        data = {"newsletter": True}
        response = self.client.patch("/api/profile/", data, format="json")  # [!]
        self.assertEqual(response.json()["newsletter"], True)

        self.client.logout()
        self.assertEqual(self.client.get("/api/profile/").status_code, 401)

    def test_credentials_are_headers_of_every_request(self) -> None:
        token = Token.objects.create(user=self.alice)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")  # [!]
        response = self.client.post("/api/products/", {"name": "Mug", "price": "9.50"})
        self.assertEqual(response.status_code, 201)

        self.client.credentials()
        self.assertEqual(self.client.delete("/api/products/1/").status_code, 401)

    def test_a_forced_user_needs_no_credentials(self) -> None:
        self.client.force_authenticate(self.alice)  # [!]
        response = self.client.get("/api/whoami/")
        self.assertEqual(
            response.data, {"user": "alice", "auth": None, "session": False}
        )

        self.client.force_authenticate(None)
        self.assertIsNone(self.client.get("/api/whoami/").data["user"])

    async def test_the_other_client_stands_beside_it(self) -> None:
        self.async_client.force_authenticate(self.alice)
        response = await self.async_client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")
