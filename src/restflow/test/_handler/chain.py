"""A request's way through middleware to the view and back, as a plan.

These are Django's own functions, with a step where Django awaits: first what
`MiddlewareMixin.__acall__` does, then `BaseHandler._get_response_async`. What they
call, in which order and on which thread, is Django's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from asgiref.sync import sync_to_async
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest

from restflow.test._database.both_ways import is_async
from restflow.test._handler.django import (
    enforces_csrf,
    is_csrf_check,
    is_plain_mixin,
    template_response_middleware,
    view_middleware,
)
from restflow.test._handler.plain import is_rendered_at_once
from restflow.test._handler.steps import Plan, Step, in_thread, on_loop
from restflow.test._handler.threadless import Condition


class Handler(Protocol):
    """What is needed of the handler: `call` is ours, the rest is Django's."""

    def call(self, function: Callable[..., Any], *args: Any) -> Plan: ...
    def resolve_request(self, *args: Any, **kwargs: Any) -> Any: ...
    def make_view_atomic(self, *args: Any, **kwargs: Any) -> Any: ...
    def check_response(self, *args: Any, **kwargs: Any) -> Any: ...
    def process_exception_by_middleware(self, *args: Any, **kwargs: Any) -> Any: ...


def is_known(middleware: Any, conditions: Mapping[Any, Condition]) -> bool:
    """Tell whether `call_middleware` does all that calling a middleware does.

    Args:
        middleware: The middleware.
        conditions: When its methods need no thread.
    """
    if not is_plain_mixin(middleware):
        return False
    for phase in ("process_request", "process_response"):
        method = getattr(middleware, phase, None)
        if getattr(method, "__func__", None) not in conditions and is_async(method):
            # Django refuses it when it calls it.
            return False
    return True


def call_middleware(
    handler: Handler,
    middleware: Any,
    conditions: Mapping[Any, Condition],
    request: HttpRequest,
) -> Plan:
    """Do what `MiddlewareMixin.__acall__` does.

    Args:
        handler: What the middleware is of.
        middleware: The middleware.
        conditions: When its methods need no thread.
        request: The request.
    """
    __tracebackhide__ = True

    response: Any = None
    if hasattr(middleware, "process_request"):
        method = middleware.process_request
        condition = conditions.get(getattr(method, "__func__", None))
        if condition is not None and condition(middleware, request):
            response = method(request)
        else:
            response = yield in_thread(method, request)
    response = response or (yield from handler.call(middleware.get_response, request))
    if hasattr(middleware, "process_response"):
        method = middleware.process_response
        condition = conditions.get(getattr(method, "__func__", None))
        if condition is not None and condition(middleware, request, response):
            response = method(request, response)
        else:
            response = yield in_thread(method, request, response)
    return response


def convert(plan: Plan, request: HttpRequest) -> Plan:
    """Have a plan end in a response, whatever it raises."""
    __tracebackhide__ = True
    try:
        return (yield from plan)
    except Exception as error:  # noqa: BLE001  (Django tells them apart)
        return (yield on_loop(_as_response, error, request))


async def _as_response(error: Exception, request: HttpRequest) -> Any:
    __tracebackhide__ = True

    async def fail(_request: HttpRequest) -> Any:
        __tracebackhide__ = True
        raise error

    # Goes to a thread other than that of the middleware, as Django does here.
    handle: Any = convert_exception_to_response(fail)
    return await handle(request)


def take(step: Step) -> Plan:
    """Make a plan of a single step."""
    __tracebackhide__ = True
    return (yield step)


def check_csrf(process_view: Callable[..., Any], request: Any, *args: Any) -> Plan:
    """Call `CsrfViewMiddleware.process_view`.

    Unless the client enforces the checks, it sets an attribute of the request and ends.
    That needs no thread.
    """
    if enforces_csrf(request):
        return (yield in_thread(process_view, request, *args))
    return process_view(request, *args)


def plan_for(method: Any) -> Callable[..., Plan]:
    """Choose how a synchronous function is called."""
    if is_csrf_check(method):
        return lambda *args: check_csrf(method, *args)
    return lambda *args: take(in_thread(method, *args))


def respond(handler: Handler, request: HttpRequest) -> Plan:
    """Do what `BaseHandler._get_response_async` does."""
    __tracebackhide__ = True
    # A path converter that asks the database must fail here as it does with Django.
    callback, args, kwargs = yield on_loop(_resolve, handler, request)
    response: Any = None
    for method in view_middleware(handler):
        response = yield from handler.call(method, request, callback, args, kwargs)
        if response:
            break
    if response is None:
        view = handler.make_view_atomic(callback)
        is_sync = not is_async(view)
        if is_sync:
            # Refuses what is asynchronous in disguise.
            sync_to_async(view)
        step = Step(is_sync, view, (request, *args), kwargs)
        response = yield from _excused(handler, request, take(step))
    handler.check_response(response, callback)
    if hasattr(response, "render") and callable(response.render):
        response = yield from _render(handler, request, response)
    if asyncio.iscoroutine(response):
        raise RuntimeError("Response is still a coroutine.")
    return response


async def _resolve(handler: Handler, request: HttpRequest) -> Any:
    __tracebackhide__ = True
    return handler.resolve_request(request)


def _render(handler: Handler, request: HttpRequest, response: Any) -> Plan:
    __tracebackhide__ = True
    for method in template_response_middleware(handler):
        response = yield from handler.call(method, request, response)
        name = f"{type(method.__self__).__name__}.process_template_response"
        handler.check_response(response, method, name=name)
    return (yield from _excused(handler, request, _rendering(response)))


def _rendering(response: Any) -> Plan:
    __tracebackhide__ = True
    if is_rendered_at_once(response):
        return response.render()
    return (yield Step(not is_async(response.render), response.render))


def _excused(handler: Handler, request: HttpRequest, plan: Plan) -> Plan:
    """Have the exception middleware answer for what a plan raises, if it will."""
    __tracebackhide__ = True
    try:
        return (yield from plan)
    except Exception as error:
        response = yield in_thread(_excuse, handler, error, request)
        if response is None:
            raise
        return response


def _excuse(handler: Handler, error: Exception, request: HttpRequest) -> Any:
    __tracebackhide__ = True
    try:
        # Middleware that reports it may ask `sys.exc_info`.
        raise error  # noqa: TRY301  (to be handled here)
    except Exception as raised:  # noqa: BLE001  (whatever it is)
        return handler.process_exception_by_middleware(raised, request)
