"""Mistakes in a story.

Two actors of one name, a client that can't take a user, a header that is misspelt: each
is refused in its line, before anything is sent.
"""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch

from restflow.test import Actor, AsyncActor, AsyncAPIClient, Endpoint, Story


class Person(Actor):
    open = Endpoint("GET", "product-detail")
    add = Endpoint("POST", "/api/products/")
    lost = Endpoint("GET", "nowhere")


story = Story()
ada = story.actor("Ada", Person)
new: Any = "new"
wrong: Any = AsyncActor
key, user = {"HTTP_X_KEY": "1"}, User(username="grace")

MISTAKES: dict[str, Callable[[], object]] = {
    "has an actor 'Ada' already": lambda: story.actor("Ada", Person),
    "its requests are awaited": lambda: story.actor("1", client=AsyncAPIClient()),
    "can't act in Story": lambda: story.actor("0", wrong),
    "`user` needs an APIClient": lambda: story.actor("2", client=Client(), user=user),
    "`credentials` needs": lambda: story.actor("3", client=Client(), credentials=key),
    "such as HTTP_X_KEY": lambda: story.actor("4", credentials={"X-Key": "1"}),
    "needs `pk` for its route": ada.open,
    "takes 1 argument for its route": lambda: ada.open(1, 2),
    "has no place for `name`": lambda: ada.add(data=[], name="Mug"),
    "`status` is the status that you expect": lambda: ada.add(status=new),
    "'nowhere' not found": ada.lost,
}


@pytest.mark.parametrize("told", MISTAKES)
def test_it_is_refused(told: str) -> None:
    with pytest.raises((TypeError, ValueError, NoReverseMatch), match=told):  # [!]
        MISTAKES[told]()
    assert story.steps == []


def test_a_header_for_a_client_of_httpx() -> None:
    client = httpx2.Client()
    Story().actor("an app", Person, client=client, credentials=key)
    assert client.headers["X-Key"] == "1"
