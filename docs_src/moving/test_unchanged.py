"""Synchronous tests stay as they are.

Test cases of Django REST framework run beside those of restflow. In a test case of
restflow the synchronous client is `self.sync_client`, or `self.client` if the class
sets `client_class`.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient, APITestCase

from restflow.test import AsyncAPITestCase


class UntouchedTests(APITestCase):
    def test_the_profile(self) -> None:
        self.client.force_authenticate(User.objects.create_user("alice"))
        response = self.client.patch("/api/profile/", {"newsletter": "true"})
        self.assertEqual(response.data["newsletter"], True)


class RenamedTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    def test_who_is_logged_in(self) -> None:
        self.sync_client.login(username="alice", password="wonderland")  # [!]
        with self.assertNumQueries(3):
            response = self.sync_client.get("/api/whoami/")
        self.assertEqual(response.data["user"], "alice")


class KeptTests(AsyncAPITestCase):
    client_class = APIClient  # [!]
    client: Any

    def test_the_profile(self) -> None:
        self.client.force_authenticate(User.objects.create_user("alice"))
        response = self.client.patch("/api/profile/", {"newsletter": "true"})
        self.assertEqual(response.data["newsletter"], True)

    async def test_the_profile_moved(self) -> None:
        self.async_client.force_authenticate(await User.objects.acreate_user("alice"))
        response = await self.async_client.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.data["newsletter"], True)


@pytest.mark.django_db
def test_a_function_of_pytest() -> None:
    client = APIClient()
    client.force_authenticate(User.objects.create_user("alice"))
    response = client.patch("/api/profile/", {"newsletter": "true"})
    assert response.data["newsletter"] is True
