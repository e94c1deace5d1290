"""What the handler takes from inside Django, in one place.

None of it is documented. For each function here, and for each of Django's functions
that the handler restates, a test fails when Django changes what it is about.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import close_caches
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler, reset_urlconf
from django.core.handlers.exception import convert_exception_to_response
from django.db import reset_queries
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.test.client import AsyncClientHandler
from django.utils.deprecation import MiddlewareMixin

_handler: Any = BaseHandler
_mixin: Any = MiddlewareMixin
_csrf: Any = CsrfViewMiddleware

# What these do is done, or taken for granted, by the modules beside this one.
RESTATED: tuple[Callable[..., Any], ...] = (
    ASGIRequest.close,
    AsyncClientHandler.__call__,
    BaseHandler.adapt_method_mode,
    BaseHandler.load_middleware,
    _handler._get_response_async,
    _csrf._accept,
    CsrfViewMiddleware.process_view,
    HttpRequest.close,
    HttpResponseBase.close,
    MiddlewareMixin.__call__,
    _mixin.__acall__,
    close_caches,
    convert_exception_to_response,
    reset_queries,
    reset_urlconf,
)

# For what is not typed. `__class__` would have a lazy object find its value.
kind_of: Callable[[Any], Any] = type

# As they are before anything that instruments Django replaces them.
_INNERMOST = _handler._get_response_async
_MIXIN = (_mixin.__call__, _mixin.__acall__)


def has_chain(handler: Any) -> bool:
    """Tell whether a handler has loaded its middleware."""
    return handler._middleware_chain is not None


def layer_content(layer: Any) -> Any:
    """Return what `convert_exception_to_response` made a layer of, if it did."""
    return getattr(layer, "__wrapped__", None)


def is_innermost(handler: Any, function: Any) -> bool:
    """Tell whether this is what resolves the URL and calls the view, as Django does."""
    own = handler.__class__._get_response_async is _INNERMOST
    return own and function == handler._get_response_async


def is_plain_mixin(middleware: Any) -> bool:
    """Tell whether calling a middleware does what `MiddlewareMixin` does, no more."""
    kind = middleware.__class__
    return (
        issubclass(kind, MiddlewareMixin)
        and (kind.__call__, getattr(kind, "__acall__", None)) == _MIXIN
        # Within a synchronous middleware it is synchronous as well.
        and getattr(middleware, "async_mode", False)
    )


def home(function: Any) -> str:
    """Return where a function was written, whatever it says of itself.

    A wrapper gives itself the names of what it wraps; its code keeps its own.
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    return f"{function.__globals__.get('__name__')}.{code.co_qualname}"


def is_csrf_check(method: Any) -> bool:
    """Tell whether this is `process_view` of the CSRF middleware; not of a subclass."""
    return (
        getattr(method, "__func__", None) is CsrfViewMiddleware.process_view
        and type(method.__self__) is CsrfViewMiddleware
    )


def enforce_csrf(request: Any, *, enforce: bool) -> None:
    request._dont_enforce_csrf_checks = not enforce


def enforces_csrf(request: Any) -> bool:
    return not request._dont_enforce_csrf_checks


def view_middleware(handler: Any) -> list[Callable[..., Any]]:
    found: list[Callable[..., Any]] = handler._view_middleware
    return found


def template_response_middleware(handler: Any) -> list[Any]:
    found: list[Any] = handler._template_response_middleware
    return found


def live_receivers(signal: Any, sender: Any) -> list[Callable[..., Any]]:
    synchronous, asynchronous = signal._live_receivers(sender)
    return [*synchronous, *asynchronous]


def sender_at_close(response: Any) -> Any:
    """Return what sends `request_finished` when a response is closed."""
    return response._handler_class


def closers(response: Any) -> list[Callable[[], Any]]:
    """Return what a response calls when it is closed."""
    found: list[Callable[[], Any]] = response._resource_closers
    return found


def has_callbacks(response: Any) -> bool:
    """Tell whether something is called when a response has been rendered."""
    return bool(response._post_render_callbacks)


def has_uploads(request: Any) -> bool:
    """Tell whether a request holds files, which are closed with it."""
    return bool(getattr(request, "_files", None))


async def close_stream(response: Any) -> None:
    """Close the generator that a streaming response reads from, if it is one."""
    iterator: Any = getattr(response, "_iterator", None)
    close = getattr(iterator, "aclose", None)
    if close is not None:
        await close()
