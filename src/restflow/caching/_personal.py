"""What belongs to one visitor, and whether a handler reads it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import LazyObject

from restflow.caching import _django as private


class _Cookies(dict[str, str]):
    """Cookies that note when somebody looks at them."""

    accessed = False


def _noting(name: str) -> Any:
    plain = getattr(dict, name)

    def read(self: _Cookies, *args: Any) -> Any:
        self.accessed = True
        return plain(self, *args)

    return read


for _name in (
    "__contains__", "__eq__", "__getitem__", "__iter__", "__len__", "__or__",
    "__ror__", "copy", "get", "items", "keys", "values",
):  # fmt: skip
    setattr(_Cookies, _name, _noting(_name))


class Used(NamedTuple):
    """What of the visitor's or the request's own a handler has used.

    Attributes:
        theirs: `cookie` and `session`, which may be the same for all visitors.
        once: What is meant for this one response: `messages`, and texts that a
            middleware makes on demand.
    """

    theirs: list[str]
    once: list[str]


@contextmanager
def noting_use(request: HttpRequest) -> Generator[Used]:
    """Note what a block uses of the visitor's own and of the request's own."""
    if not isinstance(request.COOKIES, _Cookies):
        request.COOKIES = _Cookies(request.COOKIES)
    session: Any = getattr(request, "session", None)
    of_request: dict[str, Any] = {"cookie": request.COOKIES, "session": session}
    watched = {name: one for name, one in of_request.items() if one is not None}
    before = {name: one.accessed for name, one in watched.items()}
    for one in watched.values():
        one.accessed = False
    made_before = _texts_on_demand(request)
    used = Used([], [])
    try:
        yield used
    finally:
        for name, one in watched.items():
            if one.accessed:
                used.theirs.append(name)
            one.accessed |= before[name]
        messages: Any = get_messages(request)
        shown = getattr(messages, "used", False) and len(messages)
        if shown or getattr(messages, "added_new", False):
            used.once.append("messages")
        made = _texts_on_demand(request)
        used.once.extend(name for name in made if name not in made_before)


def own_texts_in(request: HttpRequest, content: bytes) -> list[str]:
    """Return the names of what was made for one request and is in a response."""
    texts = _texts_on_demand(request) | {
        name: value
        for name, value in vars(request).items()
        # Asked for its class, a lazy one would be made.
        if "nonce" in name.lower() and issubclass(type(value), str)
    }
    return [name for name, text in texts.items() if text and text.encode() in content]


def _texts_on_demand(request: HttpRequest) -> dict[str, str]:
    """Return texts that a middleware makes when somebody asks, if somebody has asked.

    Such as the nonce of a content security policy, in Django 6 and in django-csp.
    """
    return {
        name: str(value)
        for name, value in vars(request).items()
        if _is_lazy(value) and private.is_made(value) and isinstance(value, str)
    }


async def auser_of(request: HttpRequest) -> Any:
    """Return the user of a request, whichever middleware has set it."""
    user: Any = getattr(request, "user", None)
    if not _is_lazy(user):
        return user
    made_by = getattr(user.__dict__.get("_setupfunc"), "__module__", "")
    if made_by == "django.contrib.auth.middleware":
        return await request.auser()
    # Another middleware has replaced Django's user, and may ask the database.
    await sync_to_async(getattr)(user, "is_authenticated")
    return user


def _is_lazy(user: object) -> bool:
    return isinstance(user, LazyObject)
