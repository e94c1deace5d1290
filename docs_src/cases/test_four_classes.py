"""Four classes, one client.

Whatever a class does with the database, its `self.client` is an `AsyncAPIClient`.
"""

from django.contrib.auth.models import User

from accounts.views import ProfileView
from restflow.test import (
    AsyncAPIClient,
    AsyncAPILiveServerTestCase,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    force_authenticate,
)


class SimpleTests(AsyncAPISimpleTestCase):
    async def test_it_answers(self) -> None:
        response = await self.client.get("/api/health/")  # [!]
        self.assertEqual(response.json(), {"status": "ok"})

    def test_the_client_is_the_same_in_all_four(self) -> None:
        for case in (
            AsyncAPISimpleTestCase,
            AsyncAPITestCase,
            AsyncAPITransactionTestCase,
            AsyncAPILiveServerTestCase,
        ):
            self.assertIs(case.client_class, AsyncAPIClient)  # [!]


class RollbackTests(AsyncAPITestCase):
    async def test_it_answers(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_a_view_is_called(self) -> None:
        request = AsyncAPIRequestFactory().get("/api/profile/")
        force_authenticate(request, user=await User.objects.acreate(username="khan"))
        response = await ProfileView.as_view()(request)
        self.assertEqual(response.data["username"], "khan")


class CommitTests(AsyncAPITransactionTestCase):
    async def test_it_answers(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})
