"""The note for a synchronous client in asynchronous code."""

from __future__ import annotations

from inspect import CO_COROUTINE
from typing import Any

from django.core.exceptions import SynchronousOnlyOperation
from django.test import AsyncClient, Client

from restflow._traps import SYNC_CLIENT, SYNC_IN_ASYNC, Trap
from restflow.test._cases.awaiting import awaited_call
from restflow.test._cases.source import Step, steps_of
from restflow.test._client.sync_client import SyncAPIClient
from restflow.test._database.lines import is_users

_COUNTERPARTS = {
    "force_login": "aforce_login(…)",
    "login": "alogin(…)",
    "logout": "alogout()",
    "session": "asession()",
}
_VERBS = {"delete", "get", "head", "options", "patch", "post", "put", "trace"}


def called_client(error: BaseException) -> str | None:
    """Say that a coroutine has used a client which starts a loop of its own."""
    if not isinstance(error, SynchronousOnlyOperation) and not (
        isinstance(error, RuntimeError) and "AsyncToSync" in str(error)
    ):
        return None
    waiting: Step | None = None
    caller: Step | None = None
    for step in steps_of(error):
        client = step.frame.f_locals.get("self")
        if step.frame.f_code.co_flags & CO_COROUTINE:
            waiting = step
        # A lazy object would query to say what class it has.
        elif issubclass(type(client), Client):
            break
        caller = step
    else:
        return None
    # In a thread it may wait: what called it there is asgiref's or asyncio's.
    if waiting is None or caller is None:
        return None
    if not is_users(waiting.frame.f_code.co_filename):
        return None
    return _told(client, step.frame.f_code.co_name, caller, "a coroutine calls it")


def awaited_response(error: BaseException) -> str | None:
    """Say that what is awaited came from a synchronous client."""
    if not isinstance(error, TypeError) or "await" not in str(error):
        return None
    *_, step = steps_of(error)
    client, method = awaited_call(step)
    if not isinstance(client, Client) and not (
        isinstance(client, type) and issubclass(client, Client)
    ):
        return None
    return _told(client, method, step, "its response can't be awaited")


def _told(client: Any, method: str, step: Step, problem: str) -> str:
    kind = client if isinstance(client, type) else type(client)
    name = "self.sync_client" if kind is SyncAPIClient else kind.__name__
    trap: Trap = SYNC_IN_ASYNC if method in _COUNTERPARTS else SYNC_CLIENT
    call = _COUNTERPARTS.get(method, f"{method if method in _VERBS else 'get'}(…)")
    return (
        f"`{name}` is synchronous, and {problem}, in {step.line}.\n"
        f"Write `await {_asynchronous(step)}.{call}`.\n"
        f"{trap.code}: {trap.url}"
    )


def _asynchronous(step: Step) -> str:
    """Return what the code of a frame calls an asynchronous client."""
    test = step.frame.f_locals.get("self")
    for name in ("client", "async_client"):
        if isinstance(getattr(test, name, None), AsyncClient):
            return f"self.{name}"
    return "AsyncAPIClient()"
