"""What a transcript keeps to itself, and what else it says.

The values of passwords and tokens are left out. There is a heading for a part of the
story, the mails that were sent, and the exception that ended a step.
"""

import pytest
from django.core.mail import send_mail
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import Actor, Endpoint, Story


def register(request: HttpRequest) -> JsonResponse:
    send_mail("Welcome", "Hello!", "shop@example.com", ["ada@example.com"])
    return JsonResponse({"name": "Ada", "access_token": "abc"}, status=201)


def divide(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"result": 1 // 0})


urlpatterns = [path("register/", register), path("divide/", divide)]


class Person(Actor):
    register = Endpoint("POST", "/register/", {"name": "Ada", "password": "xyzzy"})
    divide = Endpoint("GET", "/divide/")


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_story_with_secrets() -> None:
    story = Story("Ada registers")
    assert "(no request was made)" in story.transcript
    ada = story.actor("Ada", Person)

    with story.step("She registers"):  # [!]
        ada.register()
    with pytest.raises(ZeroDivisionError), story:
        ada.divide(secret_key="hush")

    for secret in ("xyzzy", "abc", "hush"):
        for told in (story.transcript, story.as_json(), story.as_mermaid()):
            assert secret not in told  # [!]
    assert "Note over A1,API: She registers" in story.as_mermaid()
    print(story.transcript)
