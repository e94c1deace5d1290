"""The handler behind the client: Django's, with fewer visits to threads.

It also forces authentication, on the way to the view.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest, get_script_prefix
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.client import AsyncClientHandler, conditional_content_removal
from django.urls import set_script_prefix
from rest_framework.test import force_authenticate

from restflow.test._handler.acting import forced
from restflow.test._handler.chain import (
    call_middleware,
    convert,
    is_known,
    plan_for,
    respond,
    take,
)
from restflow.test._handler.django import (
    enforce_csrf,
    has_chain,
    is_innermost,
    kind_of,
    layer_content,
)
from restflow.test._handler.signals import (
    UntilClosed,
    close,
    no_chunks,
    send_started,
    until_closed,
)
from restflow.test._handler.steps import Plan, follow, on_loop
from restflow.test._handler.threadless import threadless


class ForceAuthAsyncClientHandler(AsyncClientHandler):
    """The asynchronous counterpart of `rest_framework.test.ForceAuthClientHandler`."""

    force_user: Any = None
    force_token: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # For functions that would be awaited, by their identity, what to do instead.
        # The function itself is kept so that its identity stays its own.
        self._plans: dict[int, tuple[Any, Callable[..., Plan]]] = {}

    async def __call__(self, scope: dict[str, Any]) -> Any:
        """Handle a request, as `AsyncClientHandler.__call__` does."""
        __tracebackhide__ = True
        if not has_chain(self):
            self.load_middleware(is_async=True)
        body: Any = scope.pop("_body_file", None)
        length = 0 if body is None else len(body)
        # As Django's ASGI handler does it, and its test client does not.
        set_script_prefix(get_script_prefix(scope))
        await send_started(self.__class__, scope)
        stream: Any = LimitedStream(body or BytesIO(), length)
        request = ASGIRequest(scope, stream)
        enforce_csrf(request, enforce=self.enforce_csrf_checks)
        response: Any = await self.get_response_async(request)
        streams = response.streaming and response.is_async
        conditional_content_removal(request, response)
        if streams and not response.is_async:
            response.streaming_content = no_chunks()
        response.asgi_request = request
        if response.streaming:
            response.streaming_content = (
                until_closed(response, response.streaming_content)
                if response.is_async
                else UntilClosed(response)
            )
        else:
            await close(response, request)
        return response

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        __tracebackhide__ = True
        # No middleware has seen the request yet, and Django REST framework's request
        # takes the user from here before it asks any authentication class.
        force_authenticate(request, *forced(self))
        response: HttpResponseBase = await super().get_response_async(request)
        return response

    def adapt_method_mode(
        self,
        is_async: bool,
        method: Callable[..., Any],
        method_is_async: bool | None = None,
        debug: bool = False,
        name: str | None = None,
    ) -> Callable[..., Any]:
        """Adapt a function, and note what may be done instead of awaiting it.

        While it loads the middleware, Django passes here each layer that it hands to
        the next one, and each method of a middleware that it will call.
        """
        method = self._planned(method)
        adapted = super().adapt_method_mode(
            is_async, method, method_is_async, debug, name
        )
        if is_async and adapted is not method:
            self._plans[id(adapted)] = adapted, plan_for(method)
        return adapted

    def _planned(self, layer: Callable[..., Any]) -> Callable[..., Any]:
        """Replace a layer whose workings are known by a plan of the same."""
        content = layer_content(layer)
        if is_innermost(self, content):
            return self._register(layer, lambda request: respond(self, request))
        conditions = threadless(kind_of(content))
        if is_known(content, conditions):
            return self._register(
                layer,
                lambda request: call_middleware(self, content, conditions, request),
            )
        return layer

    def _register(
        self, layer: Callable[..., Any], plan: Callable[[HttpRequest], Plan]
    ) -> Callable[..., Any]:
        # A layer answers with a response, whatever is raised in it.
        def converted(request: HttpRequest) -> Plan:
            return convert(plan(request), request)

        # For those that call it themselves, as middleware of other kinds does.
        async def run(request: HttpRequest) -> Any:
            __tracebackhide__ = True
            return await follow(converted(request))

        # What a middleware says of what it calls.
        run.__qualname__ = layer.__qualname__
        self._plans[id(run)] = run, converted
        return run

    def call(self, function: Callable[..., Any], *args: Any) -> Plan:
        """Call a function that would be awaited."""
        planned = self._plans.get(id(function))
        if planned is None:
            return take(on_loop(function, *args))
        return planned[1](*args)
