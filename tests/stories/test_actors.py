"""Actors: who they are, which clients they have, and what a forgotten await says."""

from __future__ import annotations

import inspect
import re
from typing import Any

import httpx2
import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from restflow.test import (
    Actor,
    AsyncActor,
    AsyncAPIClient,
    AsyncHTTPClient,
    AsyncStory,
    Endpoint,
    ForgottenAwaitError,
    Story,
)
from restflow.test._client.pending import unawaited_requests

pytestmark = [pytest.mark.urls("tests.support.urls"), pytest.mark.django_db]

WHO = Endpoint("GET", "/who/", status=200)
MIRROR = Endpoint("POST", "/mirror/", status=200)
SESSION = Endpoint("POST", "/session/")


class Somebody(Actor):
    who = WHO
    mirror = MIRROR
    session = SESSION
    sign_in = Endpoint("GET", "/sign-in/", status=302)


class AsyncSomebody(AsyncActor):
    who = WHO
    mirror = MIRROR
    session = SESSION
    sign_in = Endpoint("GET", "/sign-in/", status=302)


def said_by(response: Any) -> Any:
    return response.json()["user"]


# --- Who they are --------------------------------------------------------------------


def test_an_actor_is_anonymous_unless_told() -> None:
    story = Story()
    assert said_by(story.actor("nobody", Somebody).who()) is None
    grace = story.actor("Grace", Somebody, user=User(username="grace"))
    assert said_by(grace.who()) == "grace"
    assert said_by(story.actor("another", Somebody).who()) is None


async def test_an_asynchronous_actor_is_anonymous_unless_told() -> None:
    story = AsyncStory()
    assert said_by(await story.actor("nobody", AsyncSomebody).who()) is None
    grace = story.actor("Grace", AsyncSomebody, user=User(username="grace"))
    assert said_by(await grace.who()) == "grace"
    assert said_by(await story.actor("another", AsyncSomebody).who()) is None


# Of grace, whose password is secret.
CREDENTIALS = {"HTTP_AUTHORIZATION": "Basic Z3JhY2U6c2VjcmV0"}


def test_credentials_go_with_each_request() -> None:
    User.objects.create_user("grace", password="secret")
    grace = Story().actor("Grace", Somebody, credentials=CREDENTIALS)
    assert [said_by(grace.who()) for _ in range(2)] == ["grace", "grace"]


async def test_credentials_go_with_each_asynchronous_request() -> None:
    await User.objects.acreate_user("grace", password="secret")
    for client in (None, AsyncHTTPClient()):
        grace = AsyncStory().actor(
            "Grace", AsyncSomebody, credentials=CREDENTIALS, client=client
        )
        assert [said_by(await grace.who()) for _ in range(2)] == ["grace", "grace"]


async def test_credentials_of_httpx_may_be_headers_by_their_names() -> None:
    given = {"HTTP_X_ONE": "1", "X-Two": "2"}
    client = AsyncHTTPClient()
    somebody = AsyncStory().actor("a", AsyncSomebody, credentials=given, client=client)
    headers = (await somebody.mirror()).json()["headers"]
    assert (headers["x-one"], headers["x-two"]) == ("1", "2")


# --- Clients -------------------------------------------------------------------------


def test_each_actor_has_cookies_of_its_own() -> None:
    User.objects.create_user("grace")
    story = Story()
    grace, guest = (story.actor(name, Somebody) for name in ("Grace", "a guest"))
    grace.sign_in()
    assert said_by(grace.session(status=200)) == "grace"
    guest.session(status=403)


async def test_each_asynchronous_actor_has_cookies_of_its_own() -> None:
    await User.objects.acreate_user("grace")
    story = AsyncStory()
    grace, guest = (story.actor(name, AsyncSomebody) for name in ("Grace", "a guest"))
    await grace.sign_in()
    assert said_by(await grace.session(status=200)) == "grace"
    await guest.session(status=403)


@pytest.mark.parametrize("kind", [APIClient, Client])
def test_a_client_that_is_logged_in_may_be_given(kind: type[Client]) -> None:
    client = kind()
    client.force_login(User.objects.create_user("grace"))
    grace = Story().actor("Grace", Somebody, client=client)
    assert said_by(grace.session()) == "grace"
    assert grace.client is client


@pytest.mark.parametrize("kind", [AsyncAPIClient, AsyncClient])
async def test_an_asynchronous_client_that_is_logged_in_may_be_given(
    kind: type[AsyncClient],
) -> None:
    client = kind()
    await client.aforce_login(await User.objects.acreate_user("grace"))
    grace = AsyncStory().actor("Grace", AsyncSomebody, client=client)
    assert said_by(await grace.session()) == "grace"
    assert grace.client is client


def test_a_client_class_of_ones_own_makes_the_clients() -> None:
    class Own(APIClient):
        """A client of the project's."""

    story = Story(client_class=Own)
    one, two = (story.actor(name, Somebody) for name in ("one", "two"))
    assert type(one.client) is Own
    assert one.client is not two.client


async def test_httpx_may_send_the_requests() -> None:
    async with AsyncHTTPClient() as client:
        somebody = AsyncStory().actor("a", AsyncSomebody, client=client)
        arrived = (await somebody.mirror(a=1)).json()
    assert arrived["data"] == {"a": 1}
    assert arrived["content_type"] == "application/json"


# --- What is refused -----------------------------------------------------------------


def test_two_actors_of_a_name_are_refused() -> None:
    story = Story()
    story.actor("Grace")
    with pytest.raises(ValueError, match=r"^The story has an actor 'Grace' already\.$"):
        story.actor("Grace", Somebody)


def test_an_actor_of_the_other_world_is_refused() -> None:
    told = r"^AsyncSomebody can't act in Story: it is not derived from Actor\.$"
    kind: Any = AsyncSomebody
    with pytest.raises(TypeError, match=told):
        Story().actor("Grace", kind)
    told = r"^Somebody can't act in AsyncStory: it is not derived from AsyncActor\.$"
    kind = Somebody
    with pytest.raises(TypeError, match=told):
        AsyncStory().actor("Grace", kind)


@pytest.mark.parametrize(
    "client", [AsyncAPIClient(), AsyncClient(), AsyncHTTPClient(), httpx2.AsyncClient()]
)
def test_an_asynchronous_client_is_refused_in_a_synchronous_story(client: Any) -> None:
    told = "can't be the client in Story: its requests are awaited."
    with pytest.raises(TypeError, match=told):
        Story().actor("Grace", client=client)


@pytest.mark.parametrize("client", [APIClient(), Client(), httpx2.Client()])
def test_a_synchronous_client_is_refused_in_an_asynchronous_story(client: Any) -> None:
    told = "can't be the client in AsyncStory: its requests are not awaited."
    with pytest.raises(TypeError, match=told):
        AsyncStory().actor("Grace", client=client)


@pytest.mark.parametrize("client", [AsyncHTTPClient(), httpx2.AsyncClient()])
def test_a_user_needs_a_client_that_knows_users(client: Any) -> None:
    told = "^`user` needs an APIClient or an AsyncAPIClient. Log any other client in "
    with pytest.raises(ValueError, match=re.escape(told[1:])):
        AsyncStory().actor("Grace", user=User(username="grace"), client=client)


def test_credentials_need_a_client_that_has_some() -> None:
    given = {"HTTP_AUTHORIZATION": "Token x"}
    with pytest.raises(ValueError, match=r"^`credentials` needs an APIClient"):
        Story().actor("Grace", credentials=given, client=Client())


@pytest.mark.parametrize("key", ["Authorization", "authorization", "x-token"])
def test_credentials_are_written_as_for_the_client(key: str) -> None:
    with pytest.raises(
        ValueError, match=f"^`credentials` has the key '{key}'"
    ) as caught:
        Story().actor("Grace", credentials={key: "x"})
    written = key.upper().replace("-", "_")
    assert str(caught.value).endswith(f"such as HTTP_{written}.")


def test_an_actor_that_was_refused_leaves_its_name_free() -> None:
    story = Story()
    with pytest.raises(ValueError, match="`user` needs"):
        story.actor("Grace", user=User(username="grace"), client=Client())
    story.actor("Grace", user=User(username="grace"))


# --- Forgotten awaits ----------------------------------------------------------------


async def test_a_forgotten_await_names_the_endpoint_and_the_line() -> None:
    grace = AsyncStory().actor("Grace", AsyncSomebody)
    with unawaited_requests() as forgotten:
        grace.who()  # type: ignore[unused-coroutine]
        line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]
    (request,) = forgotten
    place = f"tests/stories/test_actors.py:{line}"
    assert request.made == f"`AsyncSomebody.who` in {place}"


async def test_what_is_not_awaited_is_not_the_response() -> None:
    grace: Any = AsyncStory().actor("Grace", AsyncSomebody)
    with pytest.raises(ForgottenAwaitError, match=r"`AsyncSomebody\.who` in tests/st"):
        grace.who().json()


async def test_what_is_not_awaited_is_not_in_the_story() -> None:
    story = AsyncStory()
    with unawaited_requests() as forgotten:
        story.actor("Grace", AsyncSomebody).who()  # type: ignore[unused-coroutine]
    assert len(forgotten) == 1
    assert story.steps == []
