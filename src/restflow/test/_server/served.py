"""What live servers have answered during a test, for its report.

It happens in another thread, and to a test it is a response like any other: without its
traceback, a status of 500 says little.
"""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.signals import got_request_exception

from restflow.test._database.lines import is_users
from restflow.test._database.turns import has_owner_ended
from restflow.test._exchanges.body import Recorded
from restflow.test._exchanges.exchange import Exchange
from restflow.test._exchanges.recording import from_scope, note_end, note_served

# What a test did last is what made it fail, as a rule; a browser asks for much.
_MOST_KEPT = 10
_MOST_RAISED = 3


class Served:
    """The requests of one test.

    Attributes:
        count: How many there were.
        exchanges: The last of them.
    """

    def __init__(self) -> None:
        self.count = 0
        self.exchanges: deque[Exchange] = deque(maxlen=_MOST_KEPT)
        self._raised: deque[str] = deque(maxlen=_MOST_RAISED)

    def clear(self) -> None:
        """Forget them, as another test begins."""
        self.count = 0
        self.exchanges.clear()
        self._raised.clear()

    def add(self, exchange: Exchange) -> None:
        """Note a request that has come in, unless it comes after its test."""
        if has_owner_ended():
            return
        self.count += 1
        self.exchanges.append(exchange)
        note_served(exchange)

    def add_exception(self, error: BaseException, request: str) -> None:
        """Note what was raised while a request was answered, if that was in time."""
        if has_owner_ended():
            return
        told = f"The live server raised this for {request}:\n{_text(error)}"
        self._raised.append(told)

    @contextmanager
    def told(self) -> Generator[None]:
        """Add what the server raised to what the block raises."""
        try:
            yield
        except BaseException as error:
            self.tell(error)
            raise

    def tell(self, error: BaseException) -> None:
        """Add what the server raised to an error."""
        while self._raised:
            error.add_note(self._raised.popleft())


def _text(error: BaseException) -> str:
    """Return a traceback, without the way of the request to the first user's line."""
    told = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = told
    while part is not None:
        files = enumerate(frame.filename for frame in part.stack)
        del part.stack[: next((n for n, file in files if is_users(file)), 0)]
        part = part.__cause__ or part.__context__
    return "".join(told.format()).rstrip()


# A process runs one test at a time.
served = Served()
_request: ContextVar[str | None] = ContextVar("restflow_served", default=None)


def _note_exception(**_kwargs: Any) -> None:
    error = sys.exception()
    if (request := _request.get()) is not None and error is not None:
        served.add_exception(error, request)


# Django answers by itself, so nothing is raised out of the application.
got_request_exception.connect(_note_exception)


def noted(application: Any) -> Any:
    """Return an application whose requests are noted."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        request = name_of(scope)
        token = _request.set(request)
        try:
            if scope["type"] == "http":
                receive, send = _recording(scope, receive, send)
            await application(scope, receive, send)
        except Exception as error:
            served.add_exception(error, request)
            raise
        finally:
            _request.reset(token)

    return wrapped


def name_of(scope: Any) -> str:
    """Return how a message names a request."""
    # A WebSocket has no method.
    return f"{scope.get('method', 'WebSocket')} {scope['path']}"


def _recording(scope: Any, receive: Any, send: Any) -> tuple[Any, Any]:
    """Record a request and its response on their way to the application and back."""
    exchange = from_scope(scope, b"")
    sent = Recorded(exchange, "request_body")
    received = Recorded(exchange, "response_body")
    served.add(exchange)

    async def receive_recorded() -> Any:
        message = await receive()
        sent.add(message.get("body", b""))
        if not message.get("more_body"):
            sent.complete()
        return message

    async def send_recorded(message: Any) -> None:
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            exchange.response_headers = [
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            received.add(bytes(message.get("body", b"")))
            if message.get("more_body"):
                exchange.streamed = True
            else:
                received.complete()
                note_end(exchange)
        await send(message)

    return receive_recorded, send_recorded
