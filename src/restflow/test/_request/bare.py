"""A request that has gone through no middleware, and says so."""

from __future__ import annotations

from typing import Any, Self

from django.core.handlers import asgi

from restflow._traps import NO_MIDDLEWARE, TrapError, public


@public
class MissingMiddlewareError(TrapError, AttributeError):
    """A request of the factory lacks an attribute that only middleware sets.

    It names the middleware, and says what to do. Its code is restflow.E121.

    Since:
        0.1.0. Python's own AttributeError does not name the middleware.
    """


class _SetBy:
    """An attribute that is not there until the test sets it."""

    def __init__(self, middleware: str) -> None:
        self._middleware = middleware

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, request: object, owner: type) -> Self:
        __tracebackhide__ = True
        if request is None:
            return self
        raise MissingMiddlewareError(
            NO_MIDDLEWARE,
            f"'ASGIRequest' object has no attribute {self._name!r}: {self._middleware} "
            "sets it, and a request of the factory goes through no middleware.",
            f"Set `request.{self._name}` in the test, or use `AsyncAPIClient`, whose "
            "requests go through the middleware.",
        )


class ASGIRequest(asgi.ASGIRequest):
    """Django's, as the factory makes it; it goes by the same name in reports."""

    LANGUAGE_CODE: Any = _SetBy("LocaleMiddleware")
    auser: Any = _SetBy("AuthenticationMiddleware")
    session: Any = _SetBy("SessionMiddleware")
    site: Any = _SetBy("CurrentSiteMiddleware")
    user: Any = _SetBy("AuthenticationMiddleware")
