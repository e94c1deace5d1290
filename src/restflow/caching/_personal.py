"""What belongs to one visitor: who it is, and whether a handler reads of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import LazyObject


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


@contextmanager
def noting_use(request: HttpRequest) -> Generator[list[str]]:
    """Note which of cookies, session and messages a block uses, when it ends."""
    if not isinstance(request.COOKIES, _Cookies):
        request.COOKIES = _Cookies(request.COOKIES)
    session: Any = getattr(request, "session", None)
    of_request: dict[str, Any] = {"cookie": request.COOKIES, "session": session}
    watched = {name: one for name, one in of_request.items() if one is not None}
    before = {name: one.accessed for name, one in watched.items()}
    for one in watched.values():
        one.accessed = False
    used: list[str] = []
    try:
        yield used
    finally:
        for name, one in watched.items():
            if one.accessed:
                used.append(name)
            one.accessed |= before[name]
        messages: Any = get_messages(request)
        if getattr(messages, "used", False) or getattr(messages, "added_new", False):
            used.append("messages")


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
