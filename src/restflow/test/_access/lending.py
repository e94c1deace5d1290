"""The clients of an access table: lent for each cell, so that none is changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

from restflow.test._client.client import AsyncAPIClient
from restflow.test._stories.actors import Actor, AsyncActor
from restflow.test._stories.sending import identify


class Lent:
    """The clients of actors, each of whom is given as any of several things.

    Args:
        actors: By their names, a user, None, a client, or an actor of a story.
        make: Makes the client of a user.
        kind: The class of which a client has to be.

    Raises:
        TypeError: An actor is none of these, or has a client of another class.
    """

    def __init__(
        self, actors: Mapping[str, Any], make: type[Any], kind: type[Any]
    ) -> None:
        __tracebackhide__ = True
        self._owned = {
            name: _client(name, who, make, kind) for name, who in actors.items()
        }
        self._lent = {name: copy.copy(client) for name, client in self._owned.items()}

    def to(self, actor: str) -> Any:
        """Return an actor's client for one request, with what the actor's own has."""
        client, lent = self._owned[actor], self._lent[actor]
        lent.cookies = SimpleCookie()
        lent.cookies.update(client.cookies)
        if isinstance(client, AsyncAPIClient):
            jar = client._jar  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            lent._jar = jar.copied()  # noqa: SLF001
        # What a view raises is an answer, too.
        lent.raise_request_exception = False
        lent.exc_info = None
        return lent


def _client(name: str, who: Any, make: type[Any], kind: type[Any]) -> Any:
    __tracebackhide__ = True
    if isinstance(who, (Actor, AsyncActor)):
        who = who.client
    if isinstance(who, kind):
        return who
    if who is not None and not hasattr(who, "is_authenticated"):
        raise TypeError(
            f"The actor {name!r} is {type(who).__name__}, and has to be a user, None, "
            f"an actor of a story, or a client such as {make.__name__}: `check` is for "
            "synchronous clients in the process of the test, `acheck` for asynchronous "
            "ones."
        )
    made = make()
    # `AnonymousUser` would be somebody to Django REST framework.
    identify(made, who if getattr(who, "is_authenticated", False) else None, None)
    return made
