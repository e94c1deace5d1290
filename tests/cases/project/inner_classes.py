"""The same two tests in each class, which say what they find.

It is run by Django's runner, with a database in memory. Each line that it prints is a
class and what was found, in JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from asgiref.sync import sync_to_async
from django import test
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from rest_framework import test as drf

from restflow import test as restflow


def written() -> str:
    """Write a row, and tell when the callback of the commit runs."""
    ran: list[str] = []
    try:
        with transaction.atomic():
            Group.objects.create(name="written")
            transaction.on_commit(lambda: ran.append("callback"))
    except AssertionError:
        return ""
    return "run" if ran else "do not run"


def seen() -> bool:
    """Tell whether the row of the test before is there."""
    try:
        return Group.objects.exists()
    except AssertionError:
        return False


def found_first(case: Any) -> dict[str, object]:
    cache.set("key", "of the test before")
    return {
        "rolled_back": connection.in_atomic_block,
        "callbacks": written(),
        "client": type(case.client).__name__,
        "server": getattr(case, "live_server_url", "").startswith("http://"),
    }


def found_next(case: Any) -> dict[str, object]:  # noqa: ARG001
    return {"row": seen(), "cache": cache.get("key") is not None}


def say(case: Any, found: dict[str, object]) -> None:
    print(json.dumps({"class": type(case).__name__, **found}), file=sys.stdout)  # noqa: T201


def methods(look: Any) -> tuple[Any, Any]:
    """Return a plain test and a coroutine test."""

    def plain(self: Any) -> None:
        say(self, look(self))

    async def coroutine(self: Any) -> None:
        say(self, await sync_to_async(look)(self))

    return plain, coroutine


def made(name: str, base: type[Any], **attributes: object) -> type[Any]:
    """Return a class with the two tests, coroutines where its client wants them."""
    is_async = base.__module__.startswith("restflow")
    (first, afirst), (following, afollowing) = map(methods, (found_first, found_next))
    return type(
        name,
        (base,),
        {
            "__module__": __name__,
            "test_1": afirst if is_async else first,
            "test_2": afollowing if is_async else following,
            **attributes,
        },
    )


BASES = [
    getattr(module, name)
    for module in (test, drf, restflow)
    for name in dir(module)
    if name.endswith("TestCase") and "Story" not in name and "URLPatterns" not in name
]
for base in BASES:
    globals()[base.__name__] = made(base.__name__, base)
FAITHFUL = "AsyncAPITestCase with run_commit_hooks"
globals()["Faithful"] = made(FAITHFUL, restflow.AsyncAPITestCase, run_commit_hooks=True)
