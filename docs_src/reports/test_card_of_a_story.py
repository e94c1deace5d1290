"""A story in a card, as a diagram.

A card draws what a test prints of `as_mermaid()`. The drawing is part of the page, and
needs no JavaScript. A long text in it is cut.
"""

import re

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.docs import escape, happened_html
from restflow.test import Actor, Endpoint, Story


def share(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"each": 12 // int(request.GET["people"])})


urlpatterns = [path("share/", share)]


class Person(Actor):
    share = Endpoint("GET", "/share/")


def card(text: str) -> str:
    return happened_html({"exchanges": [], "queries": [], "hooks": [], "output": text})


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_story_is_drawn() -> None:
    story = Story("Two people share a cake")
    ada, bob = story.actor("Ada", Person), story.actor("Bob; a guest", Person)
    with story.step("They want to know how much cake each of them gets"):
        ada.share(people=2)
    with pytest.raises(ZeroDivisionError), story:
        bob.share(people=0)

    drawn = card(story.as_mermaid())  # [!]

    print(*re.findall(r"<text .*?>(.*?)</text>", drawn), sep="\n")
    print(*re.findall(r'<path class="(.*?)" d="(.*?)"', drawn), sep="\n")


@pytest.mark.parametrize("more", [" is a word", "\nWho?", "\nA->>B: Hi"])
def test_other_text_is_only_shown(more: str) -> None:
    text = f"sequenceDiagram{more}"
    assert "<svg" not in card(text)
    assert escape(text) in card(text)
