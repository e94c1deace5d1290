"""Who an actor is: headers, a client that is logged in, a client of your own.

For views of Django REST framework any of them will do. A plain Django view looks at the
session: log a client in, and give it to the actor.
"""

from functools import partial

import pytest
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from restflow.test import Actor, AsyncActor, AsyncAPIClient, AsyncStory, Endpoint, Story

pytestmark = pytest.mark.django_db


class Person(Actor):
    whoami = Endpoint("GET", "whoami", status=200)


class AsyncPerson(AsyncActor):
    whoami = Endpoint("GET", "whoami", status=200)


def test_in_a_synchronous_story() -> None:
    grace = User.objects.create_user("grace")
    header = f"Token {Token.objects.create(user=grace).key}"
    browser = APIClient()
    browser.force_login(grace)

    with Story(client_class=partial(APIClient, HTTP_ACCEPT_LANGUAGE="de")) as story:
        by_token = story.actor(
            "an app",
            Person,
            credentials={"HTTP_AUTHORIZATION": header},  # [!]
        )
        by_session = story.actor("a browser", Person, client=browser)
        assert by_token.whoami().json()["auth"] == "Token"
        assert by_session.whoami().json()["session"] is True


@pytest.mark.asyncio
async def test_in_an_asynchronous_story() -> None:
    grace = await User.objects.acreate_user("grace")
    token = await Token.objects.acreate(user=grace)
    browser = AsyncAPIClient()
    await browser.aforce_login(grace)

    german = partial(AsyncAPIClient, headers={"Accept-Language": "de"})
    with AsyncStory("Grace, twice", client_class=german) as story:
        by_token = story.actor(
            "an app", AsyncPerson, credentials={"HTTP_AUTHORIZATION": f"Token {token}"}
        )
        by_session = story.actor("a browser", AsyncPerson, client=browser)
        assert (await by_token.whoami()).json()["auth"] == "Token"
        assert (await by_session.whoami()).json()["session"] is True
