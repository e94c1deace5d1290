"""What one request's code reported: the exception it raised, the templates it rendered.

Django reports both by signals, which all requests of a process share. A context
variable tells them apart: asgiref takes it along into the threads of synchronous code,
and asyncio into the tasks of asynchronous code.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, suppress
from contextvars import ContextVar, Token
from copy import copy
from types import TracebackType
from typing import Any, Self

from django.core.signals import got_request_exception
from django.template import Template
from django.test.signals import template_rendered
from django.test.utils import ContextList

from restflow.test._database.lines import follow_this_task
from restflow.test._database.queries import Query, listening, noted

ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)


class Captured(AbstractContextManager["Captured"]):
    """Collects what the code that runs in a context reports, while it is entered.

    Attributes:
        exc_info: The exception that the view raised.
        templates: The templates that were rendered.
        contexts: The context of each of them.
        queries: What was asked of the databases.
    """

    _reset: tuple[Token[Captured | None], Token[tuple[list[Query], ...]]]

    def __init__(self) -> None:
        self.exc_info: ExcInfo | None = None
        self.templates: list[Template] = []
        self.contexts = ContextList()
        self.queries: list[Query] = []

    def __enter__(self) -> Self:
        follow_this_task()
        queries = (*noted.get(), self.queries)
        self._reset = _current.set(self), noted.set(queries)
        listening.__enter__()
        return self

    def __exit__(self, *_exception: object) -> None:
        listening.__exit__()
        current, queries = self._reset
        # A request that is abandoned in mid-flight is closed in whatever context the
        # garbage collector runs in, where there is nothing to restore.
        with suppress(ValueError):
            _current.reset(current)
            noted.reset(queries)

    @property
    def exception(self) -> BaseException | None:
        """The exception that the view raised."""
        return self.exc_info[1] if self.exc_info else None

    @property
    def context(self) -> Any:
        """The context of the rendered templates, as Django's client gives it."""
        if not self.contexts:
            return None
        return self.contexts[0] if len(self.contexts) == 1 else self.contexts


_current: ContextVar[Captured | None] = ContextVar("restflow_captured", default=None)


def _on_exception(**_kwargs: Any) -> None:
    captured = _current.get()
    if captured is not None:
        captured.exc_info = sys.exc_info()


def _on_rendered(template: Template, context: Any, **_kwargs: Any) -> None:
    captured = _current.get()
    if captured is not None:
        captured.templates.append(template)
        # As it was when it was rendered: a view may go on to change it.
        captured.contexts.append(copy(context))


got_request_exception.connect(_on_exception)
template_rendered.connect(_on_rendered)
