"""What an error of Python's or Django's means, where a test was meant otherwise.

The error stays what it is, as tests may expect it. It gets a note, which runners show
below it. A note has to be true: where it is not certain what happened, there is none.
"""

from __future__ import annotations

from contextlib import suppress
from inspect import CO_COROUTINE
from types import FrameType, TracebackType
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation
from django.http.response import HttpResponseBase
from django.test import AsyncClient, Client

from restflow._traps import SYNC_CLIENT, SYNC_IN_ASYNC, Trap, TrapError
from restflow.test._cases.awaiting import awaited_call
from restflow.test._client.client import AsyncAPIClient
from restflow.test._client.response import parser_for
from restflow.test._client.sync_client import SyncAPIClient
from restflow.test._database.lines import is_users, line_of

_COUNTERPARTS = {
    "force_login": "aforce_login(…)",
    "login": "alogin(…)",
    "logout": "alogout()",
    "session": "asession()",
}
_VERBS = {"delete", "get", "head", "options", "patch", "post", "put", "trace"}


def explain(error: BaseException) -> None:
    """Add a note to an error that ended a test, if it is known where it comes from."""
    if isinstance(error, TrapError):
        return
    # It is no place for another error.
    with suppress(Exception):
        note = (
            _synchronous_client(error) or _awaited_response(error) or _no_payload(error)
        )
        if note and note not in getattr(error, "__notes__", ()):
            error.add_note(note)


def _synchronous_client(error: BaseException) -> str | None:
    """Say that a coroutine has used a client which starts a loop of its own."""
    if not isinstance(error, SynchronousOnlyOperation) and not (
        isinstance(error, RuntimeError) and "AsyncToSync" in str(error)
    ):
        return None
    waiting: FrameType | None = None
    caller: FrameType | None = None
    for frame, _ in _frames(error):
        client = frame.f_locals.get("self")
        if frame.f_code.co_flags & CO_COROUTINE:
            waiting = frame
        elif isinstance(client, Client):
            break
        caller = frame
    else:
        return None
    # In a thread it may wait: what called it there is asgiref's or asyncio's.
    if waiting is None or caller is None or not is_users(waiting.f_code.co_filename):
        return None
    return _told(client, frame.f_code.co_name, caller, "a coroutine calls it")


def _awaited_response(error: BaseException) -> str | None:
    """Say that what is awaited came from a synchronous client."""
    if not isinstance(error, TypeError) or "await" not in str(error):
        return None
    *_, (frame, traceback) = _frames(error)
    client, method = awaited_call(frame, traceback)
    if not isinstance(client, Client) and not (
        isinstance(client, type) and issubclass(client, Client)
    ):
        return None
    return _told(client, method, frame, "its response can't be awaited")


def _no_payload(error: BaseException) -> str | None:
    """Say why a response of restflow's clients has no `data`."""
    if not isinstance(error, AttributeError) or error.name != "data":
        return None
    response: Any = error.obj
    if not isinstance(response, HttpResponseBase) or hasattr(type(response), "data"):
        return None
    made_by: Any = getattr(response, "client", None)
    if not isinstance(made_by, (AsyncAPIClient, SyncAPIClient)):
        return None
    content_type = response.headers.get("Content-Type", "")
    if response.streaming:
        told = "it is a stream: read its `streaming_content`"
    elif parser_for(content_type, response):
        told = f"its body could not be parsed as {content_type!r}: see its `content`"
    else:
        told = f"there is no parser for {content_type!r}: see its `content`"
    return f"The response has no `data`, as {told}."


def _told(client: Any, method: str, frame: FrameType, problem: str) -> str:
    kind = client if isinstance(client, type) else type(client)
    name = "self.sync_client" if kind is SyncAPIClient else kind.__name__
    trap: Trap = SYNC_IN_ASYNC if method in _COUNTERPARTS else SYNC_CLIENT
    call = _COUNTERPARTS.get(method, f"{method if method in _VERBS else 'get'}(…)")
    return (
        f"`{name}` is synchronous, and {problem}, in {line_of(frame)}.\n"
        f"Write `await {_asynchronous(frame)}.{call}`.\n"
        f"{trap.code}: {trap.url}"
    )


def _asynchronous(frame: FrameType) -> str:
    """Return what the code of a frame calls an asynchronous client."""
    test = frame.f_locals.get("self")
    for name in ("client", "async_client"):
        if isinstance(getattr(test, name, None), AsyncClient):
            return f"self.{name}"
    return "AsyncAPIClient()"


def _frames(error: BaseException) -> list[tuple[FrameType, TracebackType]]:
    """Return the frames that an error has passed, the outermost first."""
    frames: list[tuple[FrameType, TracebackType]] = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append((traceback.tb_frame, traceback))
        traceback = traceback.tb_next
    return frames
