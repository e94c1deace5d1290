"""A teacher registers, creates and removes a student.

One test tells what a user does from beginning to end. Each endpoint says which status
it expects, so the test has few assertions of its own.
"""

import pytest

from restflow.test import AsyncActor, AsyncStory, Endpoint

pytestmark = [
    pytest.mark.urls("school.urls"),
    pytest.mark.asyncio,
    pytest.mark.django_db,
    pytest.mark.run_commit_hooks,
]


class Teacher(AsyncActor):
    register = Endpoint("POST", "register", {"email": "grace@example.com"}, status=201)
    log_in = Endpoint("POST", "token", status=200)
    students = Endpoint("GET", "student-list", status=200)
    create_student = Endpoint("POST", "student-list", status=201)
    remove_student = Endpoint("DELETE", "student-detail", status=204)


async def test_a_class_of_her_own(async_story: AsyncStory) -> None:
    """A teacher registers, creates and removes a student."""
    grace = async_story.actor("Grace", Teacher)

    with async_story.step("Grace registers"):
        await grace.register(username="grace", password="cobol")
        login = await grace.log_in(username="grace", password="cobol")
        token = login.json()["token"]
        grace.client.credentials(HTTP_AUTHORIZATION=f"Token {token}")

    with async_story.step("Ada joins the class, and leaves it"):
        ada = (await grace.create_student(first_name="Ada")).json()  # [!]
        assert (await grace.students()).json() == [ada]
        await grace.remove_student(ada["id"])
        assert (await grace.students()).json() == []

    print(async_story.transcript)
