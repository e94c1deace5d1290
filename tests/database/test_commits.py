"""Commit hooks of a connection whose transaction is a test's."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, PT012

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from restflow.test._database.commits import AsyncHookError, Hooks
from restflow.test._database.sharing import Sharing, shared_connections
from restflow.test._leaks.told import CommitHooksWarning, hooks_warning

pytestmark = pytest.mark.django_db


@pytest.fixture
def sharing() -> Iterator[Sharing]:
    with shared_connections() as sharing:
        yield sharing


@pytest.fixture
def faithful() -> Iterator[Sharing]:
    with shared_connections(faithful=True) as sharing:
        yield sharing


def some_hook() -> None:
    """Never called."""


class Odd:
    """A hook that is equal to nothing, and has no name."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    def __call__(self) -> None:
        raise LookupError("odd")


def test_hooks_that_never_ran_are_named_with_their_lines(sharing: Sharing) -> None:
    odd = Odd()
    with transaction.atomic():
        transaction.on_commit(some_hook)
        transaction.on_commit(odd)
    first, second = sharing.hooks["default"].never_ran()
    assert first.startswith("some_hook, ")
    assert "registered in tests/database/test_commits.py:" in first
    assert second.startswith(repr(odd))
    warning = hooks_warning(sharing)
    assert isinstance(warning, CommitHooksWarning)
    assert first in str(warning)
    assert "restflow.E115" in str(warning)


def test_hooks_that_were_rolled_back_are_not_named(sharing: Sharing) -> None:
    with pytest.raises(LookupError), transaction.atomic():
        transaction.on_commit(str)
        raise LookupError
    assert sharing.hooks["default"].never_ran() == []
    assert hooks_warning(sharing) is None


def test_hooks_that_were_captured_are_not_named(sharing: Sharing) -> None:
    transaction.on_commit(str)
    sharing.hooks["default"].note_captured([str])
    assert hooks_warning(sharing) is None


def test_hooks_from_before_are_let_be() -> None:
    transaction.on_commit(int)
    with shared_connections(faithful=True) as sharing:
        with transaction.atomic():
            transaction.on_commit(float)
        assert sharing.hooks["default"].never_ran() == []
    waiting: Any = connection.run_on_commit
    assert [hook for _, hook, _ in waiting] == [int]


def test_a_hook_that_ran_is_added_to_what_captures(faithful: Sharing) -> None:
    captured: list[object] = []
    faithful.hooks["default"].captures.append(captured)  # type: ignore[arg-type]
    with transaction.atomic():
        transaction.on_commit(str)
        assert captured == []
    transaction.on_commit(int)
    assert captured == [str, int]


def test_a_robust_hook_without_a_name_is_logged(
    faithful: Sharing, caplog: pytest.LogCaptureFixture
) -> None:
    odd = Odd()
    with caplog.at_level(logging.ERROR):
        transaction.on_commit(odd, robust=True)
    assert caplog.messages == [
        f"Error calling {odd!r} in on_commit() during transaction (odd)."
    ]


def test_a_hook_that_fails_ends_the_run(faithful: Sharing) -> None:
    ran: list[str] = []
    with pytest.raises(LookupError):
        faithful.hooks["default"].run(
            [(lambda: ran.append("a"), False), (Odd(), False), (str, False)]
        )
    assert ran == ["a"]


def test_a_coroutine_function_is_refused(sharing: Sharing) -> None:
    async def hook() -> None:
        """Never called."""

    with pytest.raises(
        AsyncHookError, match=r"hook in tests/database/test_commits\.py:\d+\. "
    ):
        transaction.on_commit(hook)
    assert sharing.hooks["default"].never_ran() == []


def test_blocks_of_the_test_itself_are_not_the_applications() -> None:
    assert Hooks(connection, faithful=True).base == len(connection.atomic_blocks) == 1
