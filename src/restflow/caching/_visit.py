"""One request to a cached view."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from inspect import Signature, signature
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from restflow.caching._fetch import Outcome, fetch
from restflow.caching._personal import auser_of, noting_use
from restflow.caching._plans import Call, Plan
from restflow.caching._policy import Policy, http_request

# As Django's test client has it: `application/json`, and what ends in `+json`.
_JSON = re.compile(r"^application/(.+\+)?json")


class CachedResponse(HttpResponse):
    """A response from the cache.

    Since:
        0.1.0.
    """

    @property
    def data(self) -> Any:
        """The parsed content, in the place of the `data` of the view's own response.

        It is None if there is no content.

        Raises:
            AttributeError: The content is not JSON, or its type does not say so.
        """
        if _JSON.match(self.headers.get("Content-Type", "")):
            text = str(self.content, self.charset)
            with suppress(ValueError):
                return json.loads(text) if text else None
        raise AttributeError("A response from the cache has data if it is JSON.")


class Visit:
    """A request, the handler that it is for, and what becomes of it.

    Attributes:
        request: The request, as the handler gets it.
    """

    def __init__(
        self, plan: Plan, policy: Policy, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self._plan, self._policy = plan, policy
        self._args, self._kwargs = args, kwargs
        self.request = next(
            arg
            for arg in (*args[:2], *kwargs.values())
            if isinstance(getattr(arg, "_request", arg), HttpRequest)
        )
        self._http = http_request(self.request)
        self._refused = ""

    async def answer(self) -> Any:
        """Return the response to the request."""
        user = await self._user()
        if why := self._policy.passes(self.request, user):
            return self._passed(await self._run(), why)
        outcome = await fetch(self._call(user))
        self._plan.count(outcome.how)
        return self._answered(outcome)

    def _run(self) -> Awaitable[Any]:
        return self._plan.run(*self._args, **self._kwargs)

    async def _user(self) -> Any:
        """Return who asks, if that matters."""
        if not self._policy.asks_for_the_user:
            return None
        if self._plan.asynchronous and self.request is self._http:
            return await auser_of(self._http)
        # Django REST framework has authenticated before the handler.
        return getattr(self.request, "user", None)

    # --- What is asked ---

    def _call(self, user: Any) -> Call:
        """Return the call that answers the request."""
        rest = [arg for arg in self._args if arg is not self.request]
        view: Any = rest.pop(0).__class__ if self._is_method else None
        key = (
            f"{view.__module__}.{view.__qualname__}" if view else None,
            rest,
            self._kwargs,
            *self._policy.key(self.request, user),
        )
        return self._plan.call(
            self._arguments(), key, self._compute, self._pack, _unpack
        )

    def _arguments(self) -> dict[str, Any]:
        """Return what rules may name: the handler's arguments, and the request."""
        if not self._plan.reads_arguments:
            return {}
        named: dict[str, Any] = {}
        for parameters in _signatures(self._plan.function):
            with suppress(TypeError):
                bound = parameters.bind(*self._args, **self._kwargs)
                bound.apply_defaults()
                named = bound.arguments
                break
        return {**named, **self._kwargs, "request": self.request}

    @property
    def _is_method(self) -> bool:
        return bool(self._args) and self._args[0] is not self.request

    # --- What is stored ---

    async def _compute(self) -> Any:
        """Call the handler, and see whether its response may be stored."""
        with noting_use(self._http) as used:
            response = await self._run()
            if not isinstance(response, HttpResponseBase):
                raise TypeError(
                    f"{self._plan.name} returned {response!r}, not a response."
                )
            if not response.streaming:
                _render(response, self.request)
        self._refused = self._policy.refuses(self._http, response, used)
        if not self._refused:
            self._policy.prepare(response)
        return response

    def _pack(self, response: Any) -> bytes | None:
        if self._refused:
            return None
        stored = response.status_code, dict(response.items()), response.content
        try:
            return pickle.dumps((*stored, _notes(response)), pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001  (whatever a decorator has left there)
            self._refused = "unpicklable"
            return None

    # --- What is answered ---

    def _passed(self, response: Any, why: str) -> Any:
        """Return a response that caching has nothing to do with."""
        self._plan.count("bypass")
        if isinstance(response, HttpResponseBase):
            forward = "method" if why == "method" else f"bypass; detail={why}"
            response.headers["Cache-Status"] = f"restflow; fwd={forward}"
        return response

    def _answered(self, outcome: Outcome) -> Any:
        """Return the response that the request has come to."""
        response: Any = outcome.value
        etag = response.headers.get("ETag")
        asks = any(map(self._http.META.__contains__, _CONDITIONS))
        if asks and etag and response.status_code == 200:  # noqa: PLR2004
            conditional = get_conditional_response(
                self._http, etag=etag, response=response
            )
            response = conditional or response
        response.headers["Cache-Status"] = self._status(outcome)
        return response

    def _status(self, outcome: Outcome) -> str:
        """Return what RFC 9211 has for an outcome."""
        left = f"ttl={int(outcome.ttl)}"
        if outcome.how in {"hit", "stale"}:
            return f"restflow; hit; {left}"
        if outcome.how == "collapsed":
            return "restflow; fwd=uri-miss; collapsed"
        if outcome.how == "bypass":
            return f"restflow; fwd=bypass; detail={outcome.detail}"
        why = self._refused or outcome.detail
        return (
            f"restflow; fwd=uri-miss; {f'detail={why}' if why else f'stored; {left}'}"
        )


def _unpack(payload: bytes) -> CachedResponse:
    status, headers, content, notes = pickle.loads(payload)  # noqa: S301  (our own)
    response = CachedResponse(content, status=status, headers=headers)
    if "Content-Type" not in headers:
        del response["Content-Type"]
    vars(response).update(notes)
    return response


# What `get_conditional_response` looks at.
_CONDITIONS = (
    *("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
_PLAIN = (
    *(type(None), bool, int, float, complex, Decimal, str, bytes, UUID),
    *(date, time, timedelta, list, tuple, dict, set, frozenset),
)
# What responses have of their own, in Django and in Django REST framework.
_OWN = frozenset({
    *("_charset", "_container", "_handler_class", "_reason_phrase"),
    *("_resource_closers", "closed", "cookies", "headers"),
    *("accepted_media_type", "accepted_renderer", "content_type", "context_data"),
    *("data", "exception", "renderer_context", "template_name", "using"),
    *("_is_rendered", "_post_render_callbacks", "_request", "status_code"),
})  # fmt: skip


def _notes(response: HttpResponse) -> dict[str, Any]:
    """Return what decorators have left on a response for middleware.

    Such as `xframe_options_exempt`, and the policy of Django 6's `csp_override`.
    """
    return {
        name: value
        for name, value in vars(response).items()
        if name not in _OWN and isinstance(value, _PLAIN)
    }


@lru_cache(maxsize=1000)
def _signatures(function: Callable[..., Any]) -> tuple[Signature, ...]:
    """Return the parameters by name, and those of a decorator that adds some."""
    return signature(function), signature(function, follow_wrapped=False)


def _render(response: Any, request: Any) -> None:
    """Render a response now; nothing about it is decided later."""
    if getattr(response, "is_rendered", True):
        return
    if hasattr(response, "data"):
        # As Django REST framework's views do it, a little later.
        response.accepted_renderer = request.accepted_renderer
        response.accepted_media_type = request.accepted_media_type
        view = request.parser_context["view"]
        response.renderer_context = view.get_renderer_context()
    response.render()
