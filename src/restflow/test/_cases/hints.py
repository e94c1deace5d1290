"""What an error of Python's or Django's means, where a test was meant otherwise.

The error stays what it is, as tests may expect it. It gets a note, which runners show
below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from inspect import CO_COROUTINE
from types import FrameType
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation
from django.http.response import HttpResponseBase
from django.test import Client

from restflow._traps import SYNC_CLIENT
from restflow.test._client.response import parser_for
from restflow.test._database.lines import is_users, line_of

_ASYNCHRONOUS = (
    "Write `await self.client.get(…)` in a test case class of restflow, elsewhere "
    "`await AsyncAPIClient().get(…)`."
)
# Python 3.14 has turned the sentence round.
_AWAITED = re.compile(
    r"object (\w+) can't be used in 'await'|'(\w+)' object can't be await"
)


def explain(error: BaseException) -> None:
    """Add a note to an error that ended a test, if it is known where it comes from."""
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
    for frame in _frames(error):
        if isinstance(frame.f_locals.get("self"), Client):
            break
        if frame.f_code.co_flags & CO_COROUTINE:
            waiting = frame
        caller = frame
    else:
        return None
    # In a thread it may wait: what called it there is asgiref's or asyncio's.
    if waiting is None or caller is None or not is_users(waiting.f_code.co_filename):
        return None
    client = type(frame.f_locals["self"]).__name__
    return _told(f"`{client}` is synchronous, and a coroutine calls it", caller)


def _awaited_response(error: BaseException) -> str | None:
    """Say that what is awaited came from a synchronous client."""
    found = _AWAITED.search(str(error)) if isinstance(error, TypeError) else None
    if found is None or (found[1] or found[2]) not in _names(HttpResponseBase):
        return None
    *_, awaiting = _frames(error)
    return _told("What is awaited is a response already", awaiting)


def _no_payload(error: BaseException) -> str | None:
    """Say why a response has no `data`."""
    if not isinstance(error, AttributeError) or error.name != "data":
        return None
    response: Any = error.obj
    if not isinstance(response, HttpResponseBase):
        return None
    content_type = response.headers.get("Content-Type", "")
    if response.streaming:
        told = "it is a stream: read its `streaming_content`"
    elif parser_for(content_type, response):
        told = f"its body could not be parsed as {content_type!r}: see its `content`"
    else:
        told = f"there is no parser for {content_type!r}: see its `content`"
    return f"The response has no `data`, as {told}."


def _told(problem: str, frame: FrameType) -> str:
    code = f"{SYNC_CLIENT.code}: {SYNC_CLIENT.url}"
    return f"{problem}, in {line_of(frame)}.\n{_ASYNCHRONOUS}\n{code}"


def _frames(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames that an error has passed, the outermost first."""
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _names(kind: type) -> set[str]:
    return {kind.__name__}.union(*map(_names, kind.__subclasses__()))
