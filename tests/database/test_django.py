"""The private names that sharing connections depends on are as they were.

A test that fails here says what Django, asgiref or pytest-django has changed.
"""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import asyncio
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from asgiref.local import Local
from asgiref.sync import SyncToAsync, ThreadSensitiveContext, sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import Atomic
from django.db.utils import ConnectionHandler
from django.test import SimpleTestCase, TestCase
from django.utils.connection import BaseConnectionHandler
from pytest_django import fixtures
from pytest_django.plugin import DjangoDbBlocker

from restflow.test._database import django as private


def parameters(function: Any) -> list[str]:
    return [*inspect.signature(function).parameters]


# --- Django's connections ------------------------------------------------------------


def test_connections_are_those_that_were_used() -> None:
    handler = ConnectionHandler({})
    with mock.patch.object(private, "connections", handler):
        assert private.connections_so_far() == []
        assert "settings" not in vars(handler)
        assert list(handler) == ["default"]
        assert private.connections_so_far() == []
        used = handler["default"]
        assert private.connections_so_far() == [used]


def test_connections_are_kept_in_a_namespace_by_alias() -> None:
    assert isinstance(private.namespace(), Local)
    assert private.namespace().default is connections["default"]


def test_another_namespace_holds_other_connections() -> None:
    class Namespace:
        default: Any

    before = private.namespace()
    private.set_namespace(Namespace())
    try:
        made = connections["default"]
        assert private.namespace().default is made
        assert made is not getattr(before, "default", None)
        assert connections.all(initialized_only=True) == [made]
        del connections["default"]
        assert connections.all(initialized_only=True) == []
    finally:
        private.set_namespace(before)


def test_the_handler_asks_for_attributes_only() -> None:
    source = inspect.getsource(BaseConnectionHandler)
    used = source.count("_connections")
    # Each use is one of these, which a namespace with `__getattr__` understands.
    known = [f"{verb}attr(self._connections, " for verb in ("get", "set", "del", "has")]
    known.append("self._connections = Local(")
    assert used == sum(source.count(text) for text in known)


def test_a_new_connection_asks_whether_its_thread_may_share() -> None:
    made = connections.create_connection("default")
    made.inc_thread_sharing()
    assert made.allow_thread_sharing
    made.dec_thread_sharing()
    assert not made.allow_thread_sharing


@pytest.mark.parametrize(
    "name",
    [
        "close",
        "close_if_unusable_or_obsolete",
        "ensure_connection",
        "on_commit",
        "validate_thread_sharing",
    ],
)
def test_a_connection_has_the_methods_that_are_replaced(name: str) -> None:
    expected = ["self", "func", "robust"] if name == "on_commit" else ["self"]
    method = getattr(BaseDatabaseWrapper, name)
    assert callable(method)
    # It is replaced by pytest-django, which blocks it.
    if name != "ensure_connection":
        assert parameters(method) == expected


def test_execute_wrappers_are_a_list_of_which_the_first_is_outermost() -> None:
    made = connections.create_connection("default")
    assert made.execute_wrappers == [] or isinstance(made.execute_wrappers, list)
    with made.execute_wrapper(lambda *_args: None):
        assert len(made.execute_wrappers) >= 1
    source = inspect.getsource(CursorWrapper)
    assert "reversed(self.db.execute_wrappers)" in source


def test_a_database_in_memory_says_so() -> None:
    made: Any = connections.create_connection("default")
    assert made.vendor == "sqlite"
    made.settings_dict = {**made.settings_dict, "NAME": ":memory:"}
    assert private.is_in_memory(made)
    made.settings_dict = {**made.settings_dict, "NAME": "file.sqlite3"}
    assert not private.is_in_memory(made)


# --- Django's transactions -----------------------------------------------------------


@pytest.mark.django_db
def test_open_blocks_are_listed_the_innermost_last() -> None:
    before = private.depth(connection)
    outer, inner = transaction.atomic(), transaction.atomic()
    with outer:
        assert private.depth(connection) == before + 1
        with inner:
            assert private.innermost(connection) is inner
            assert private.is_open(outer, connection)
        assert private.innermost(connection) is outer
        assert not private.is_open(inner, connection)
    assert private.depth(connection) == before


@pytest.mark.django_db
def test_hooks_wait_in_a_list_with_their_savepoints() -> None:
    before = len(connection.run_on_commit)
    transaction.on_commit(str, robust=True)
    waiting: Any = connection.run_on_commit[before:]
    ((savepoints, hook, robust),) = waiting
    assert isinstance(savepoints, set)
    assert (hook, robust) == (str, True)
    del connection.run_on_commit[before:]


@pytest.mark.django_db
def test_a_block_without_a_savepoint_spoils_the_one_around_it() -> None:
    with transaction.atomic():
        with pytest.raises(LookupError), transaction.atomic(savepoint=False):
            raise LookupError
        assert connection.needs_rollback
        transaction.set_rollback(False)


def test_a_block_is_entered_and_left_by_methods_of_its_class() -> None:
    assert private.ATOMIC is Atomic
    assert parameters(Atomic.__enter__) == ["self"]
    assert parameters(Atomic.__exit__)[1:] == ["exc_type", "exc_value", "traceback"]
    block: Any = transaction.atomic(using="other", savepoint=False, durable=True)
    assert (block.using, block.savepoint, block.durable) == ("other", False, True)
    assert not block._from_testcase


@pytest.mark.django_db
def test_a_durable_block_may_be_in_one_of_the_test() -> None:
    durable = transaction.atomic(durable=True)
    with private.block_of_the_test("default"), durable:
        pass
    with (
        pytest.raises(RuntimeError, match="durable"),
        private.block_of_the_test("default"),
        transaction.atomic(),
        durable,
    ):
        pass


@pytest.mark.django_db
def test_a_cursor_is_entered_and_left_by_methods_of_its_class() -> None:
    assert private.CURSOR is CursorWrapper
    assert parameters(CursorWrapper.__enter__) == ["self"]
    assert len(parameters(CursorWrapper.__exit__)) == 4
    with connection.cursor() as cursor:
        assert cursor.db is connections["default"]


def test_a_test_case_opens_its_transaction_before_a_test() -> None:
    for name in ("_pre_setup", "_post_teardown", "_enter_atomics"):
        assert callable(getattr(TestCase, name))
    assert parameters(TestCase.captureOnCommitCallbacks) == ["using", "execute"]
    assert issubclass(TestCase, SimpleTestCase)


async def test_beside_a_loop_a_connection_is_refused(db: None) -> None:
    method: Any = BaseDatabaseWrapper.cursor
    with pytest.raises(SynchronousOnlyOperation):
        method(connection)


# --- asgiref -------------------------------------------------------------------------


async def test_synchronous_code_runs_in_the_one_thread_of_an_executor() -> None:
    worker = private.worker()
    assert worker is SyncToAsync.single_thread_executor
    assert isinstance(worker, ThreadPoolExecutor)
    ident = await asyncio.wrap_future(worker.submit(threading.get_ident))
    assert ident == await sync_to_async(threading.get_ident)()


async def test_a_thread_sensitive_context_gives_another_thread() -> None:
    assert private.CONTEXT is ThreadSensitiveContext
    assert inspect.iscoroutinefunction(ThreadSensitiveContext.__aenter__)
    mine = await sync_to_async(threading.get_ident)()
    async with ThreadSensitiveContext():
        assert await sync_to_async(threading.get_ident)() != mine


async def test_a_context_that_was_never_entered_may_be_left() -> None:
    context: Any = ThreadSensitiveContext()
    await context.__aexit__(None, None, None)


def test_a_context_knows_the_executor_that_it_was_given() -> None:
    assert not private.has_own_executor(ThreadSensitiveContext())
    if "executor" in parameters(ThreadSensitiveContext):
        with ThreadPoolExecutor(1) as executor:
            given: Any = ThreadSensitiveContext
            assert private.has_own_executor(given(executor=executor))


# --- pytest-django -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "_django_db_helper",
        "django_db_setup",
        "django_capture_on_commit_callbacks",
        "django_assert_num_queries",
        "django_assert_max_num_queries",
    ],
)
def test_pytest_django_has_the_fixtures_that_are_changed(
    name: str, request: pytest.FixtureRequest
) -> None:
    assert callable(getattr(fixtures, name))
    test: Any = request.node
    manager: Any = test.session._fixturemanager
    definitions = manager.getfixturedefs(name, test)
    scope = "session" if name == "django_db_setup" else "function"
    assert [found.scope for found in definitions] == [scope]


def test_pytest_django_captures_hooks_as_django_does(
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert parameters(django_capture_on_commit_callbacks) == ["using", "execute"]


def test_pytest_django_blocks_connections_by_their_class(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    assert private.is_blocked()
    with django_db_blocker.unblock():
        assert not private.is_blocked()
        with django_db_blocker.block():
            assert private.is_blocked()
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


def test_a_test_knows_its_fixtures(request: pytest.FixtureRequest, db: None) -> None:
    info: Any = request.node._fixtureinfo
    definition = info.name2fixturedefs["db"][-1]
    assert (definition.argname, definition.scope) == ("db", "function")
    assert callable(definition.func)
    assert parameters(definition.cache_key) == ["request"]
    assert definition.cached_result[0] is None


# --- Reading rows --------------------------------------------------------------------


@pytest.mark.django_db
def test_a_query_that_was_executed_has_read_its_rows() -> None:
    compiler = User.objects.all().query.get_compiler("default")
    assert isinstance(compiler, private.COMPILER)
    assert isinstance(compiler.execute_sql(), list)
