"""The shop's customers have a profile, and change only what is theirs to change.

The profile is made when it is first asked for. The name of the account stays.
"""

import pytest
from django.contrib.auth.models import User

from accounts.models import Profile
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.fixture
def customer_client(db: None, async_api_client: AsyncAPIClient) -> AsyncAPIClient:
    async_api_client.force_authenticate(User.objects.create(username="alice"))
    return async_api_client


async def test_a_profile_is_made(customer_client: AsyncAPIClient) -> None:
    response = await customer_client.get("/api/profile/")

    assert response.status_code == 200
    assert response.json()["display_name"] == "alice"


async def test_a_profile_is_changed(customer_client: AsyncAPIClient) -> None:
    change = {"display_name": "Alice L.", "newsletter": True, "username": "admin"}
    response = await customer_client.patch("/api/profile/", change)

    assert response.status_code == 200
    profile = await Profile.objects.select_related("user").aget()
    assert (profile.display_name, profile.newsletter) == ("Alice L.", True)
    assert profile.user.username == "alice"
