"""What belongs to one visitor: who it is, and whether a handler reads of it."""

from __future__ import annotations

from typing import Any, Self

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


class PersonalWatch:
    """Tells whether session, cookies or messages are used while a block runs.

    Attributes:
        used: What of them was, or an empty text.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.used = ""

    def __enter__(self) -> Self:
        if not isinstance(self._request.COOKIES, _Cookies):
            self._request.COOKIES = _Cookies(self._request.COOKIES)
        cookies: Any = self._request.COOKIES
        session: Any = getattr(self._request, "session", None)
        self._watched = {"session": session, "cookie": cookies}
        self._before: dict[str, bool] = {}
        for name, one in self._watched.items():
            if one is not None:
                self._before[name] = one.accessed
                one.accessed = False
        return self

    def __exit__(self, *_error: object) -> None:
        messages: Any = get_messages(self._request)
        if getattr(messages, "used", False) or getattr(messages, "added_new", False):
            self.used = "messages"
        for name, before in self._before.items():
            one = self._watched[name]
            if one.accessed:
                self.used = name
            one.accessed |= before


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
