"""A forced user wins.

`force_authenticate` skips sessions and authentication classes: whatever session or
header there is, the view finds the forced user. Without a user, `force_authenticate`
logs out.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class ForcedFirstTests(AsyncAPITestCase):
    khan: User
    amina: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create_user("khan")
        cls.amina = User.objects.create_user("amina")

    async def test_before_the_session(self) -> None:
        await self.client.aforce_login(self.amina)

        self.client.force_authenticate(user=self.khan)  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

    async def test_before_a_header(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token unknown")

        self.client.force_authenticate(user=self.khan)  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

        self.client.force_authenticate()  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])
