"""What Django's own middleware does without a thread, and when.

Django calls the methods of a synchronous middleware in a thread, as they may ask a
database. Those that `startproject` installs mostly do not: what they look at is in
memory. Here it is said of each method when that is certain, so that the way of a
request may go on where it is.

Only these very methods are meant, of these very classes. A subclass, a method that
something has replaced, and a setting that brings in a class of the project's own have
their thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.conf import settings

from restflow.test._handler.django import home

# Called as the method is: with the middleware, the request, and the response if any.
Condition = Callable[..., bool]


def _always(*_args: Any) -> bool:
    return True


def _session_asks_nothing_yet(middleware: Any, _request: Any) -> bool:
    return middleware.SessionStore.__module__ in _STORES


def _session_is_not_saved(_middleware: Any, request: Any, _response: Any) -> bool:
    session: Any = getattr(request, "session", None)
    return (
        type(session).__module__ in _STORES
        and not session.modified
        and not settings.SESSION_SAVE_EVERY_REQUEST
    )


def _no_slash_is_missing(_middleware: Any, request: Any, *response: Any) -> bool:
    # Whether a path with a slash exists is asked of the project's own converters.
    return (
        request.path_info.endswith("/")
        or not settings.APPEND_SLASH
        or bool(response and response[0].status_code != _NOT_FOUND)
    )


def _secret_is_in_a_cookie(*_args: Any) -> bool:
    return not settings.CSRF_USE_SESSIONS


def _messages_are_stored_as_usual(*_args: Any) -> bool:
    stored_by: str = settings.MESSAGE_STORAGE
    return stored_by == _FALLBACK


def _no_message_is_stored(_middleware: Any, request: Any, _response: Any) -> bool:
    messages: Any = getattr(request, "_messages", None)
    return type(messages).__module__ == _MESSAGES and not (
        messages.used or messages.added_new
    )


_NOT_FOUND = 404
_STORES = frozenset(
    f"django.contrib.sessions.backends.{name}" for name in ("db", "signed_cookies")
)
_MESSAGES = "django.contrib.messages.storage.fallback"
_FALLBACK = f"{_MESSAGES}.FallbackStorage"

# By the class and the method.
CONDITIONS: Mapping[str, Condition] = {
    f"django.{name}": condition
    for name, condition in {
        "middleware.security.SecurityMiddleware.process_request": _always,
        "middleware.security.SecurityMiddleware.process_response": _always,
        "contrib.sessions.middleware.SessionMiddleware.process_request": (
            _session_asks_nothing_yet
        ),
        "contrib.sessions.middleware.SessionMiddleware.process_response": (
            _session_is_not_saved
        ),
        "middleware.common.CommonMiddleware.process_request": _no_slash_is_missing,
        "middleware.common.CommonMiddleware.process_response": _no_slash_is_missing,
        "middleware.csrf.CsrfViewMiddleware.process_request": _secret_is_in_a_cookie,
        "middleware.csrf.CsrfViewMiddleware.process_response": _secret_is_in_a_cookie,
        # The user is asked for when somebody looks.
        "contrib.auth.middleware.AuthenticationMiddleware.process_request": _always,
        "contrib.messages.middleware.MessageMiddleware.process_request": (
            _messages_are_stored_as_usual
        ),
        "contrib.messages.middleware.MessageMiddleware.process_response": (
            _no_message_is_stored
        ),
        "middleware.clickjacking.XFrameOptionsMiddleware.process_response": _always,
    }.items()
}


def threadless(kind: Any) -> Mapping[Any, Condition]:
    """Return the methods that may need no thread, with the conditions.

    Args:
        kind: The class of a middleware. If it is not Django's own there are none.
    """
    return _of_django(kind) if kind.__module__.startswith("django.") else {}


# A client is made for each test. What is replaced later is another function.
@cache
def _of_django(kind: Any) -> Mapping[Any, Condition]:
    return {
        function: condition
        for function in kind.__dict__.values()
        if (condition := CONDITIONS.get(home(function)))
    }
