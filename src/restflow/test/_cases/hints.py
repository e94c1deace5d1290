"""Notes for errors of Python and Django that a mistake in a test has caused.

The error stays what it is, as tests may expect it. It gets a note, which runners show
below it. A note has to be true: where it is not certain what happened, there is none.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http.response import HttpResponseBase

from restflow._traps import TrapError
from restflow.test._cases.broken import broken_transaction
from restflow.test._cases.sync_assertions import assertion_of_django
from restflow.test._cases.sync_clients import awaited_response, called_client
from restflow.test._cases.sync_queries import synchronous_query
from restflow.test._client.client import AsyncAPIClient
from restflow.test._client.response import parser_for
from restflow.test._client.sync_client import SyncAPIClient


def explain(error: BaseException) -> None:
    """Add a note to an error that ended a test, if it is known where it comes from."""
    if isinstance(error, TrapError):
        return
    # A task group raises what its tasks have raised in such a group.
    parts: Any = getattr(error, "exceptions", ())
    if isinstance(error, BaseExceptionGroup):
        for part in parts:
            explain(part)
        return
    # It is no place for another error.
    with suppress(Exception):
        note = (
            called_client(error)
            or synchronous_query(error)
            or awaited_response(error)
            or assertion_of_django(error)
            or broken_transaction(error)
            or _no_payload(error)
        )
        if note and note not in getattr(error, "__notes__", ()):
            error.add_note(note)


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
    return f"The response has no `data`, because {told}."
