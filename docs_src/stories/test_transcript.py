"""The transcript of a story, when it passes and when it fails.

The view should answer 403 and answers 404. The error names the request, and has the
story as a note: each request, what came back, and what it did.
"""

import json

import pytest
from django.contrib.auth.models import User

from restflow.test import Actor, Endpoint, Story, UnexpectedStatusError

pytestmark = [pytest.mark.urls("school.urls"), pytest.mark.django_db]


class Teacher(Actor):
    create_student = Endpoint("POST", "student-list", {"first_name": "Ada"}, status=201)
    remove_student = Endpoint("DELETE", "student-detail", status=204)


def test_a_failing_story() -> None:
    story = Story("Alan may not remove a student of Grace's")
    grace = story.actor("Grace", Teacher, user=User.objects.create_user("grace"))
    alan = story.actor("Alan", Teacher, user=User.objects.create_user("alan"))

    student = grace.create_student().json()
    with pytest.raises(UnexpectedStatusError) as caught, story:  # [!]
        alan.remove_student(student["id"], status=403)

    assert caught.value.__notes__ == [story.transcript]
    print(caught.value, story.transcript, sep="\n\n")


def test_a_passing_story(story: Story) -> None:
    grace = story.actor("Grace", Teacher, user=User.objects.create_user("grace"))
    grace.create_student()

    assert "Grace: create_student -> 201 Created" in story.transcript
    for_programs = story.as_json()
    assert json.loads(for_programs)["steps"][0]["status"] == 201
    print(*for_programs.splitlines()[:9], "      …", sep="\n")
    assert story.as_mermaid().startswith("sequenceDiagram")
