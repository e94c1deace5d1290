"""A unit test, a test of one endpoint, and a story.

Each finds what the others can't. The serializer's test checks every rule of a name, the
endpoint's test who may ask, and the story that the parts fit together.
"""

import pytest
from django.contrib.auth.models import User

from restflow.test import AsyncActor, AsyncAPIClient, AsyncStory, Endpoint
from school.serializers import StudentSerializer

pytestmark = [pytest.mark.urls("school.urls"), pytest.mark.django_db]


@pytest.mark.parametrize("name", ["", "x" * 101], ids=["empty", "too long"])
def test_unit_names_that_are_refused(name: str) -> None:
    serializer = StudentSerializer(data={"first_name": name})
    assert not serializer.is_valid()


@pytest.mark.asyncio
async def test_endpoint_a_guest_is_refused(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/students/")
    assert response.status_code == 401


class Teacher(AsyncActor):
    create = Endpoint("POST", "student-list", status=201)
    list = Endpoint("GET", "student-list", status=200)


@pytest.mark.asyncio
async def test_story_what_is_created_is_listed(async_story: AsyncStory) -> None:
    user = await User.objects.acreate_user("grace")
    grace = async_story.actor("Grace", Teacher, user=user)
    ada = (await grace.create(first_name="Ada")).json()
    assert ada in (await grace.list()).json()
