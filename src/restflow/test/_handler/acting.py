"""Users that a client has for a while.

They are kept by context, not by client: two tasks may act for two users at once, with
one client.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

# By the identity of the client's handler: the user, and what `request.auth` is.
_acting: ContextVar[Mapping[int, tuple[Any, Any]]] = ContextVar(
    "restflow_acting",
    default=MappingProxyType({}),
)


@contextmanager
def acting(handler: Any, user: Any, token: Any) -> Generator[None]:
    """Have the requests that a handler handles in this context made by a user."""
    reset = _acting.set({**_acting.get(), id(handler): (user, token)})
    try:
        yield
    finally:
        _acting.reset(reset)


def forced(handler: Any) -> tuple[Any, Any]:
    """Return the user and the token that a handler's next request is made with."""
    stored = handler.force_user, handler.force_token
    return _acting.get().get(id(handler), stored)
