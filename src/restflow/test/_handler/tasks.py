"""Backends of tasks that keep what is enqueued, for a test that looks at it later."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

# Django's since 6.0, and before that a package's.
_MODULES = ("django.tasks", "django_tasks")


def keep_tasks() -> None:
    """Have the context of the test hold each `DummyBackend`, before a request does.

    Such a backend is made where it is used first, and is one context's. That of a
    request ends with it, and the test would find nothing in `results`.
    """
    for name in _MODULES:
        if module := sys.modules.get(name):
            backends: Any = module.task_backends
            # Whoever enqueues a task is told what is wrong with the settings.
            with suppress(Exception):
                for alias, params in backends.settings.items():
                    if _keeps_results(params["BACKEND"]):
                        backends[alias]


@cache
def _keeps_results(backend: str) -> bool:
    kinds: list[type] = import_string(backend).mro()
    return any(kind.__name__ == "DummyBackend" for kind in kinds)
