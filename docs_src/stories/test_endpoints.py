"""Requests that are named once, and used by many tests.

Only this class knows routes and bodies. A call fills the route, adds or replaces
fields, and may expect another status. If a default can be called, it is called for each
request.
"""

from itertools import count

from django.contrib.auth.models import User
from django.test import override_settings
from rest_framework.test import APITestCase

from restflow.test import Actor, Endpoint, StoryTestCase

numbers = count(1)


class Teacher(Actor):
    create = Endpoint(
        "POST",
        "student-list",
        {"first_name": lambda: f"Student {next(numbers)}"},  # [!]
        status=201,
    )
    list = Endpoint("GET", "/api/students/", status=200)
    rename = Endpoint("PATCH", "/api/students/{pk}/", status=200)


@override_settings(ROOT_URLCONF="school.urls")
class StudentTests(StoryTestCase, APITestCase):
    def setUp(self) -> None:
        user = User.objects.create_user("grace")
        self.grace = self.story.actor("Grace", Teacher, user=user)

    def test_each_has_another_name(self) -> None:
        names = [self.grace.create().json()["first_name"] for _ in range(2)]
        self.assertEqual(len(set(names)), 2)

    def test_a_name_is_required(self) -> None:
        answer = self.grace.create(first_name="", status=400)
        self.assertEqual([*answer.json()], ["first_name"])

    def test_renamed(self) -> None:
        ada = self.grace.create(first_name="Adda").json()
        self.grace.rename(ada["id"], first_name="Ada")
        self.assertEqual(self.grace.list().json()[0]["first_name"], "Ada")

        self.grace.rename(pk=ada["id"], first_name="Ada L.")  # [!]
        self.assertEqual(self.grace.list().json()[0]["first_name"], "Ada L.")
