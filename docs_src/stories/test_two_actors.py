"""Two actors in one story.

Each actor has its own client, with its own cookies, login and headers. A request that
must be refused is a part of the story: the call says which status it expects.
"""

import asyncio

import pytest
from django.contrib.auth.models import User

from restflow.test import AsyncActor, AsyncStory, Endpoint

pytestmark = [
    pytest.mark.urls("school.urls"),
    pytest.mark.asyncio,
    pytest.mark.django_db,
]


class Teacher(AsyncActor):
    students = Endpoint("GET", "student-list", status=200)
    create_student = Endpoint("POST", "student-list", status=201)
    student = Endpoint("GET", "student-detail", status=200)


async def test_nobody_sees_the_class_of_another(async_story: AsyncStory) -> None:
    """Two teachers, each with a class."""
    grace = async_story.actor(
        "Grace", Teacher, user=await User.objects.acreate_user("g")
    )
    alan = async_story.actor("Alan", Teacher, user=await User.objects.acreate_user("a"))
    guest = async_story.actor("a guest", Teacher)

    ada = (await grace.create_student(first_name="Ada")).json()
    await alan.student(ada["id"], status=404)  # [!]
    await guest.students(status=401)

    # Their requests may run at the same time.
    of_grace, of_alan = await asyncio.gather(grace.students(), alan.students())
    assert [len(of_grace.json()), len(of_alan.json())] == [1, 0]

    print(async_story.as_mermaid())
