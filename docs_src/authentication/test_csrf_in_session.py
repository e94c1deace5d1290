"""CSRF tokens that are kept in the session.

With `CSRF_USE_SESSIONS` there is no cookie that a script could read. `acsrf_token`
gives a token that belongs to the session, and the check is the same.
"""

from django.contrib.auth.models import User
from django.test import override_settings

from restflow.test import AsyncAPIClient, AsyncAPITestCase


@override_settings(CSRF_USE_SESSIONS=True)  # [!]
class CsrfInSessionTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.browser = AsyncAPIClient(enforce_csrf_checks=True)
        await self.browser.aforce_login(await User.objects.acreate_user("alice"))

    async def test_a_token_of_the_session_lets_it_pass(self) -> None:
        token = await self.browser.acsrf_token()  # [!]
        response = await self.browser.patch(
            "/api/profile/", {"newsletter": True}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("csrftoken", self.browser.cookies)  # [!]

    async def test_the_token_of_another_session_does_not(self) -> None:
        await self.browser.acsrf_token()
        token = await AsyncAPIClient(enforce_csrf_checks=True).acsrf_token()
        response = await self.browser.patch(
            "/api/profile/", {"newsletter": True}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 403)
        self.assertIn("token", response.json()["detail"])
