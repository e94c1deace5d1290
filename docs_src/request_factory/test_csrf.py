"""CSRF checks of a view that is called directly.

Session authentication refuses a request without a CSRF token. A factory switches this
check off, unless you pass `enforce_csrf_checks=True`.
"""

from django.contrib.auth.models import User

from accounts.views import ProfileView
from restflow.test import AsyncAPIRequestFactory, AsyncAPITestCase

TOKEN = "k" * 32


class CsrfTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.user = User.objects.create(username="alice")

    async def test_no_check(self) -> None:
        request = AsyncAPIRequestFactory().patch("/profile/", {"newsletter": True})
        request.user = self.user

        response = await ProfileView.as_view()(request)

        self.assertEqual(response.status_code, 200)

    async def test_a_check_without_a_token(self) -> None:
        factory = AsyncAPIRequestFactory(enforce_csrf_checks=True)  # [!]
        request = factory.patch("/profile/", {"newsletter": True})
        request.user = self.user

        response = await ProfileView.as_view()(request)

        self.assertEqual(response.status_code, 403)
        print(response.data["detail"])

    async def test_a_check_with_a_token(self) -> None:
        factory = AsyncAPIRequestFactory(enforce_csrf_checks=True)
        factory.cookies["csrftoken"] = TOKEN  # [!]
        request = factory.patch(
            "/profile/",
            {"newsletter": True},
            headers={"X-CSRFToken": TOKEN},  # [!]
        )
        request.user = self.user

        response = await ProfileView.as_view()(request)

        self.assertEqual(response.status_code, 200)
