"""Sessions, tokens, headers, and the CSRF check."""

from __future__ import annotations

from base64 import b64encode

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from accounts.views import ProfileView
from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    force_authenticate,
)


class LoginTests(AsyncAPITestCase):
    khan: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create_user("khan", password="s3cret")

    async def test_a_password_logs_in(self) -> None:
        self.assertTrue(await self.client.alogin(username="khan", password="s3cret"))
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.json()["username"], "khan")

    async def test_a_wrong_password_does_not(self) -> None:
        self.assertFalse(await self.client.alogin(username="khan", password="wrong"))
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 401)

    async def test_a_login_is_forced(self) -> None:
        await self.client.aforce_login(self.khan)
        response = await self.client.get("/api/whoami/")
        self.assertTrue(response.json()["session"])

    async def test_a_logout_ends_the_session(self) -> None:
        await self.client.aforce_login(self.khan)
        await self.client.alogout()
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 401)

    async def test_the_login_of_the_api_sets_a_cookie(self) -> None:
        response = await self.client.post(
            "/api/login/", {"username": "khan", "password": "s3cret"}
        )
        self.assertEqual(response.json(), {"user": "khan"})
        self.assertIn("sessionid", self.client.cookies)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

    async def test_the_logout_of_the_api_ends_the_session(self) -> None:
        await self.client.aforce_login(self.khan)
        response = await self.client.post("/api/logout/")
        self.assertEqual(response.status_code, 204)
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])

    def test_a_synchronous_test_logs_in(self) -> None:
        self.assertTrue(self.client.login(username="khan", password="s3cret"))
        self.assertIn("sessionid", self.client.cookies)


class HeaderTests(AsyncAPITestCase):
    khan: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create_user("khan", password="s3cret")

    async def test_a_token(self) -> None:
        token = await Token.objects.acreate(user=self.khan)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["auth"], "Token")

    async def test_a_bearer_token(self) -> None:
        response = await self.client.post(
            "/api/jwt/", {"username": "khan", "password": "s3cret"}
        )
        access = response.json()["access"]
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

    async def test_name_and_password(self) -> None:
        encoded = b64encode(b"khan:s3cret").decode()
        self.client.credentials(HTTP_AUTHORIZATION=f"Basic {encoded}")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

    async def test_an_unknown_token_is_refused(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token unknown")
        response = await self.client.get("/api/products/")
        self.assertEqual(response.status_code, 401)

    async def test_credentials_are_forgotten(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token unknown")
        self.client.credentials()
        response = await self.client.get("/api/products/")
        self.assertEqual(response.status_code, 200)


class CsrfTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.khan = await User.objects.acreate(username="khan")
        self.browser = AsyncAPIClient(enforce_csrf_checks=True)
        await self.browser.aforce_login(self.khan)

    async def test_a_request_without_a_token_is_refused(self) -> None:
        response = await self.browser.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 403)

    async def test_a_request_with_a_token_passes(self) -> None:
        token = await self.browser.acsrf_token()
        response = await self.browser.patch(
            "/api/profile/", {"newsletter": True}, HTTP_X_CSRFTOKEN=token
        )
        self.assertEqual(response.status_code, 200)

    async def test_the_other_client_is_not_asked(self) -> None:
        await self.client.aforce_login(self.khan)
        response = await self.client.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 200)
        self.assertIs(response.data["newsletter"], True)


class ViewTests(AsyncAPITestCase):
    async def test_a_view_is_called_as_a_user(self) -> None:
        khan = await User.objects.acreate(username="khan")
        request = AsyncAPIRequestFactory().get("/api/profile/")
        force_authenticate(request, user=khan)
        response = await ProfileView.as_view()(request)
        self.assertEqual(response.data["username"], "khan")

    async def test_a_view_is_called_as_nobody(self) -> None:
        request = AsyncAPIRequestFactory().get("/api/profile/")
        response = await ProfileView.as_view()(request)
        self.assertEqual(response.status_code, 401)

    async def test_a_view_is_called_with_a_body(self) -> None:
        khan = await User.objects.acreate(username="khan")
        request = AsyncAPIRequestFactory().patch(
            "/api/profile/", {"newsletter": True}, format="json"
        )
        force_authenticate(request, user=khan)
        response = await ProfileView.as_view()(request)
        self.assertIs(response.data["newsletter"], True)
