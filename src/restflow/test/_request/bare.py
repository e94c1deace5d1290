"""A request that has met no middleware, and says so."""

from __future__ import annotations

from typing import NoReturn

from django.core.handlers.asgi import ASGIRequest

from restflow._traps import NO_MIDDLEWARE, TrapError

# What Django's own middleware puts on a request.
_SET_BY = {
    "LANGUAGE_CODE": "LocaleMiddleware",
    "auser": "AuthenticationMiddleware",
    "session": "SessionMiddleware",
    "site": "CurrentSiteMiddleware",
    "user": "AuthenticationMiddleware",
}


class MissingMiddlewareError(TrapError, AttributeError):
    """A request of the factory lacks what only middleware gives it.

    It names the middleware, and says what to do. Its code is restflow.E121.

    Since:
        0.1.0. Python's AttributeError names neither.
    """


class BareRequest(ASGIRequest):
    """What the factory makes."""

    def __getattr__(self, name: str) -> NoReturn:
        __tracebackhide__ = True
        told = f"'ASGIRequest' object has no attribute {name!r}"
        if name not in _SET_BY:
            raise AttributeError(told, name=name, obj=self)
        raise MissingMiddlewareError(
            NO_MIDDLEWARE,
            f"{told}: {_SET_BY[name]} sets it, and a request of the factory meets no "
            "middleware.",
            f"Set `request.{name}` in the test, or use `AsyncAPIClient`, whose "
            "requests go through the middleware.",
        )


# Its name and its repr are those of Django's class.
BareRequest.__name__ = BareRequest.__qualname__ = ASGIRequest.__name__
