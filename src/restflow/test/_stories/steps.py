"""What one request of a story did: what was sent, what came back, and its effects."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core import mail
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.test._cases.counting import hooks_that_run
from restflow.test._database.commits import Hook, Hooks, goes_ahead, name_of, unchecked
from restflow.test._database.lines import follow_this_task
from restflow.test._database.queries import Query, listening, noted
from restflow.test._database.sharing import active
from restflow.test._exchanges.text import outcome_text


@dataclass
class Step:
    """One request of a story, and what it did.

    Attributes:
        actor: The name of who made it.
        endpoint: The name of what was called.
        method: The HTTP method.
        path: The path with its query, percent-encoded.
        sent: The body that was sent.
        heading: What the story was about to do, as `story.step` was told.
        status: The HTTP status, or None where no response came.
        expected: The status that was expected, or None for any of success.
        received: The body that came back; of a stream, nothing.
        exception: The exception that the view raised, where it reached the test.
        queries: What the request asked of the databases.
        hooks: The commit hooks that ran.
        waiting: The commit hooks that were registered and wait for a commit.
        mails: The mails that were sent, as recipients and subject.
        failed: Whether the status was another than expected.
    """

    actor: str
    endpoint: str
    method: str
    path: str
    sent: bytes = b""
    heading: str = ""
    status: int | None = None
    expected: int | None = None
    received: bytes = b""
    exception: BaseException | None = None
    queries: list[Query] = field(default_factory=list[Query])
    hooks: list[str] = field(default_factory=list[str])
    waiting: list[str] = field(default_factory=list[str])
    mails: list[str] = field(default_factory=list[str])
    failed: bool = False

    @property
    def outcome(self) -> str:
        """What came back, in a few words: '404 Not Found', or 'raised ValueError'."""
        status = "" if self.status is None else named_status(self.status)
        return outcome_text(status, self.exception)


def named_status(status: int) -> str:
    """Return a status with its phrase, such as '404 Not Found'."""
    known = status in set(HTTPStatus)
    return f"{status} {HTTPStatus(status).phrase}" if known else str(status)


@contextmanager
def noting(step: Step) -> Generator[None]:
    """Note what the request of a step does: queries, commit hooks, mails, an error.

    While other requests are under way, their hooks and mails are noted as well.
    """
    follow_this_task()
    token = noted.set((*noted.get(), step.queries))
    mails = len(outbox())
    with ExitStack() as stack:
        stack.callback(lambda: noted.reset(token))
        stack.enter_context(listening)
        stack.enter_context(_noting_hooks(step))
        try:
            yield
        except BaseException as error:
            step.exception = error
            raise
        finally:
            step.mails = [
                f"{', '.join(message.to)}: {message.subject}"
                for message in outbox()[mails:]
            ]


def outbox() -> list[Any]:
    """Return the mails that were sent so far; none outside of a test run."""
    return getattr(mail, "outbox", [])


@contextmanager
def _noting_hooks(step: Step) -> Generator[None]:
    sharing = active()
    before: list[tuple[BaseDatabaseWrapper, int]] = []
    ran: list[Hook] = []
    with ExitStack() as stack:
        opened: Sequence[Any] = connections.all(initialized_only=True)
        for connection in opened:
            # Those of other kinds have no hooks.
            if not isinstance(connection, BaseDatabaseWrapper):
                continue
            before.append((connection, len(connection.run_on_commit)))
            hooks = sharing.hooks.get(connection.alias) if sharing else None
            if hooks is None:
                stack.enter_context(_hearing(connection, ran))
            else:
                hooks.captures.append(ran)
                stack.callback(_drop, hooks, ran)
        yield
    step.hooks = _names(ran)
    for connection, count in before:
        entries: list[Any] = connection.run_on_commit[count:]
        step.waiting += _names([entry[1] for entry in entries])


def _drop(hooks: Hooks, ran: list[Hook]) -> None:
    hooks.captures = [capture for capture in hooks.captures if capture is not ran]


@dataclass
class _Heard:
    """The hooks of a connection that have run, for all requests that are under way."""

    ran: list[Hook]
    end: ExitStack
    listeners: int = 0


_heard: dict[int, _Heard] = {}


@contextmanager
def _hearing(connection: BaseDatabaseWrapper, ran: list[Hook]) -> Generator[None]:
    """Note the hooks of a connection as they run; requests may overlap."""
    key = id(connection)
    if key not in _heard:
        end = ExitStack()
        _heard[key] = _Heard(end.enter_context(hooks_that_run(connection)), end)
    heard = _heard[key]
    heard.listeners += 1
    start = len(heard.ran)
    try:
        yield
    finally:
        ran += heard.ran[start:]
        heard.listeners -= 1
        if not heard.listeners:
            del _heard[key]
            heard.end.close()


def _names(hooks: list[Hook]) -> list[str]:
    return [name_of(unchecked(hook)) for hook in hooks if not goes_ahead(hook)]
