"""What running code does: exchanges, statements, commit hooks, mails."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import iscoroutinefunction, isfunction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from restflow.test import Exchange, Query

_STATEMENT = re.compile(
    r'[\s(]*(?P<verb>SELECT|INSERT|UPDATE|DELETE)\b(?:(?<=UPDATE)|.*?\b(?:FROM|INTO))\s+["`]?(?P<table>\w+)',
    re.DOTALL | re.IGNORECASE,
)
# Django reads these rows once in a process: only the first test to need them does.
_KEPT_BY_DJANGO = ("SELECT django_content_type", "SELECT django_site")
_NOT_THE_PROJECTS = ("django.", "restflow.test.")


@dataclass(eq=False)
class Observed:
    """What was done while it was observed.

    Attributes:
        exchanges: The HTTP exchanges of all clients, and of live servers.
        queries: The SQL statements of all connections.
        hooks: The commit hooks that ran.
        mails: The mails that were sent.

    Since:
        0.1.0.
    """

    exchanges: list[Exchange] = field(default_factory=list["Exchange"])
    queries: list[Query] = field(default_factory=list["Query"])
    hooks: list[Callable[[], object]] = field(
        default_factory=list[Callable[[], object]]
    )
    mails: list[EmailMessage] = field(default_factory=list["EmailMessage"])

    @property
    def lists(self) -> tuple[list[Any], ...]:
        """All that was observed."""
        return self.exchanges, self.queries, self.hooks, self.mails

    @property
    def statements(self) -> list[str]:
        """The statements that read or write rows, as verb and table.

        Reading of content types and sites is left out.
        """
        found = (_STATEMENT.match(query.sql) for query in self.queries)
        told = (f"{match['verb'].upper()} {match['table']}" for match in found if match)
        return [statement for statement in told if statement not in _KEPT_BY_DJANGO]

    @property
    def hook_names(self) -> list[str]:
        """The dotted names of the commit hooks, without Django's and restflow's own."""
        names = (_name_of(hook) for hook in self.hooks)
        return [name for name in names if name and not _is_library(name)]


_observed: list[Observed] = []


@contextmanager
def unobserved() -> Generator[None]:
    """Keep what happens in this block out of records and reports.

    A run within a run is such a block.

    Since:
        0.1.0.
    """
    before = [(kept, len(kept)) for each in _observed for kept in each.lists]
    try:
        yield
    finally:
        for kept, length in before:
            del kept[length:]


@contextmanager
def observing() -> Generator[Observed]:
    """Observe all that happens in the process while the block runs."""
    # It needs the settings, which a plugin is loaded before.
    from restflow.test import record_commit_hooks, record_exchanges, record_queries

    observed = Observed()
    with (
        record_exchanges(served=True) as observed.exchanges,
        record_queries() as observed.queries,
        record_commit_hooks() as observed.hooks,
        _kept(observed.mails),
    ):
        _observed.append(observed)
        try:
            yield observed
        finally:
            _observed.remove(observed)


@contextmanager
def _kept(mails: list[EmailMessage]) -> Generator[None]:
    """Keep each mail that goes into Django's outbox of tests."""
    from django.core.mail.backends import locmem

    backend: Any = locmem.EmailBackend
    send = backend.send_messages

    def send_messages(self: Any, messages: Iterable[EmailMessage]) -> int:
        listed = list(messages)
        sent: int = send(self, listed)
        mails.extend(listed)
        return sent

    backend.send_messages = send_messages
    try:
        yield
    finally:
        backend.send_messages = send


def _name_of(hook: Any) -> str | None:
    """Return the dotted name of the code that a hook runs, if it is Python's."""
    while isinstance(hook, partial):
        hook = hook.func
    hook = getattr(hook, "__func__", hook)
    function: Any = hook if isfunction(hook) else type(hook).__call__
    code = getattr(function, "__code__", None)
    if code is None or iscoroutinefunction(function):
        return None
    return f"{function.__globals__['__name__']}.{code.co_qualname}"


def _is_library(name: str) -> bool:
    return name.startswith(_NOT_THE_PROJECTS)
