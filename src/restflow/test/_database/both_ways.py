"""How synchronous code is told from asynchronous code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from contextvars import Context, copy_context
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import iscoroutinefunction

from restflow.test._database.django import is_lent, restore_context
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active

P = ParamSpec("P")
R = TypeVar("R")


def is_async(function: Any) -> bool:
    """Tell whether a call returns what is to be awaited, as Django tells it."""
    # The one in `inspect` does not know Django's marks before Python 3.12.
    return iscoroutinefunction(function)  # pyright: ignore[reportDeprecated]


def off_loop(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that may query the database, which can't be done beside a loop.

    Beside a running loop it is called in a thread, for which the loop waits. What it
    sets in context variables is set for the caller as well.
    """
    __tracebackhide__ = True
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop is None:
        # Out here, what it raises doesn't say that there is no loop.
        return function(*args, **kwargs)
    context = copy_context()
    changed: list[Context] = []
    result: Future[R] = Future()
    if (shared := active()) is not None and not is_lent():
        # The thread below and asgiref's count as one, and so must take turns here.
        shared.drain()

    def call() -> None:
        sharing = active()
        ident = threading.get_ident()
        if sharing:
            sharing.party.add(ident)
        restore_context(context)
        try:
            result.set_result(function(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  (raised in the other thread)
            result.set_exception(error)
        finally:
            changed.append(copy_context())
            if sharing:
                sharing.party.discard(ident)

    thread = threading.Thread(target=call, name="restflow")
    # A loop that waits runs nothing. Older versions of asgiref would wait for it.
    waits = replaced(loop, "is_running", lambda: False)
    with waits if hasattr(loop, "__dict__") else nullcontext():
        thread.start()
        thread.join()
    restore_context(changed.pop())
    return result.result()
