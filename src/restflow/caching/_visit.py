"""One request to a cached view."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from inspect import Signature, signature
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from restflow.caching._fetch import Call, Outcome
from restflow.caching._personal import PersonalWatch, auser_of
from restflow.caching._policy import Policy
from restflow.caching._results import Plan


class CachedResponse(HttpResponse):
    """A response from the cache.

    Since:
        0.1.0.
    """

    @property
    def data(self) -> Any:
        """What the content says, as `data` of the view's own response did.

        Raises:
            AttributeError: It is not JSON.
        """
        if "json" not in self.headers.get("Content-Type", ""):
            raise AttributeError("A response from the cache has data if it is JSON.")
        return json.loads(self.content)


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
        self._http: HttpRequest = getattr(self.request, "_request", self.request)
        self._refused = ""

    # --- Who asks ---

    def user(self) -> Any:
        """Return who asks, if that matters."""
        if not self._policy.asks_for_the_user:
            return None
        return getattr(self.request, "user", None)

    async def auser(self) -> Any:
        """Return who asks, if that matters."""
        if self._policy.asks_for_the_user and self.request is self._http:
            return await auser_of(self._http)
        # Django REST framework has authenticated before the handler.
        return self.user()

    # --- What is asked ---

    def call(self, user: Any) -> Call:
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
            self._arguments(),
            key,
            self._compute,
            self._pack,
            _unpack,
        )

    def _arguments(self) -> dict[str, Any]:
        """Return what rules may name: the handler's arguments, and the request."""
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

    def _compute(self) -> Any:
        watch = PersonalWatch(self._http)
        run = partial(self._plan.function, *self._args, **self._kwargs)
        if self._plan.asynchronous:
            return self._acompute(watch, run)
        with watch:
            response = run()
        return self._computed(response, watch)

    async def _acompute(self, watch: PersonalWatch, run: Callable[[], Any]) -> Any:
        with watch:
            response = await run()
        return self._computed(response, watch)

    def _computed(self, response: Any, watch: PersonalWatch) -> Any:
        """Render the response, and see whether it may be stored."""
        if not isinstance(response, HttpResponseBase):
            raise TypeError(f"{self._plan.name} returned {response!r}, not a response.")
        if not response.streaming:
            with watch:
                _render(response, self.request)
        self._refused = self._policy.refuses(self._http, response, watch.used)
        if not self._refused:
            self._policy.prepare(response)
        return response

    # --- What is stored ---

    def _pack(self, response: Any) -> bytes | None:
        if self._refused:
            return None
        stored = response.status_code, dict(response.items()), response.content
        return pickle.dumps(stored, pickle.HIGHEST_PROTOCOL)

    # --- What is answered ---

    def passed(self, response: Any, why: str) -> Any:
        """Return a response that caching has nothing to do with."""
        self._plan.counted["bypass"] += 1
        if isinstance(response, HttpResponseBase):
            forward = "method" if why == "method" else f"bypass; detail={why}"
            response.headers["Cache-Status"] = f"restflow; fwd={forward}"
        return response

    def answer(self, outcome: Outcome) -> HttpResponseBase:
        """Return the response that the request has come to."""
        self._plan.note(outcome)
        response: Any = outcome.value
        etag = response.headers.get("ETag")
        if etag and response.status_code == 200:  # noqa: PLR2004
            conditional: HttpResponseBase | None = get_conditional_response(
                self._http, etag=etag, response=response
            )
            response = conditional or response
        response.headers["Cache-Status"] = self._status(outcome)
        answered: HttpResponseBase = response
        return answered

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
    status, headers, content = pickle.loads(payload)  # noqa: S301  (our own)
    response = CachedResponse(content, status=status, headers=headers)
    if "Content-Type" not in headers:
        del response["Content-Type"]
    return response


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
