"""`record_queries` and `record_commit_hooks` see all connections and threads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase

from products.models import Product
from restflow.test import (
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    record_commit_hooks,
    record_queries,
)

ran: list[str] = []


def first() -> None:
    ran.append("first")


def second() -> None:
    ran.append("second")


def nested() -> None:
    with transaction.atomic():
        transaction.on_commit(second)


def failing() -> None:
    raise ValueError("no stock")


@transaction.atomic
def register(*hooks: Callable[[], object], robust: bool = False) -> None:
    for hook in hooks:
        transaction.on_commit(hook, robust=robust)


def let_go() -> None:
    """Close this thread's connection; in memory, Django keeps it open."""
    made: Any = connection.connection
    connections.close_all()
    made.close()


class QueryTests(TestCase):
    def test_a_statement_has_its_line(self) -> None:
        with record_queries() as queries:
            Product.objects.count()

        (query,) = queries
        self.assertIn("COUNT(*)", query.sql)
        self.assertRegex(query.where, r"test_database\.py:\d+$")

    def test_two_recordings_have_what_happens_in_each(self) -> None:
        with record_queries() as outer:
            Product.objects.count()
            with record_queries() as inner:
                Product.objects.count()

        self.assertEqual([len(outer), len(inner)], [2, 1])

    def test_nothing_is_left_on_a_connection(self) -> None:
        before = [*connection.execute_wrappers]
        with record_queries():
            Product.objects.count()

        self.assertEqual(connection.execute_wrappers, before)

    def test_a_statement_that_fails_is_recorded(self) -> None:
        with (
            record_queries() as queries,
            self.assertRaises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT nothing FROM nowhere")

        self.assertIn("SELECT nothing FROM nowhere", [query.sql for query in queries])

    def test_what_the_test_case_itself_does_is_left_out(self) -> None:
        with record_queries() as queries:
            test: Any = self
            test._fixture_teardown()
            test._fixture_setup()

        self.assertEqual(queries, [])


class AsyncQueryTests(AsyncAPITransactionTestCase):
    async def test_of_several_tasks_and_of_a_thread_of_its_own(self) -> None:
        def count() -> None:
            Product.objects.count()
            connections.close_all()

        with record_queries() as queries:
            await asyncio.gather(
                Product.objects.acount(), sync_to_async(Product.objects.exists)()
            )
            thread = threading.Thread(target=count)
            thread.start()
            await asyncio.to_thread(thread.join)

        selects = [query for query in queries if query.sql.startswith("SELECT")]
        self.assertEqual(len(selects), 3)


class RolledBackTests(TestCase):
    def test_without_a_commit_none_runs(self) -> None:
        with record_commit_hooks() as hooks:
            register(first)

        self.assertEqual(hooks, [])

    def test_what_is_captured_and_executed_ran(self) -> None:
        with (
            record_commit_hooks() as hooks,
            self.captureOnCommitCallbacks(execute=True) as captured,
        ):
            register(first, nested)

        self.assertEqual(hooks, [first, nested, second])
        self.assertEqual(captured, [first, nested, second])

    def test_what_is_only_captured_did_not(self) -> None:
        with record_commit_hooks() as hooks, self.captureOnCommitCallbacks():
            register(first)

        self.assertEqual(hooks, [])

    def test_a_hook_that_fails_ran_and_those_behind_it_did_not(self) -> None:
        with (
            record_commit_hooks() as hooks,
            self.assertRaisesMessage(ValueError, "no stock"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            register(first, failing, second)

        self.assertEqual(hooks, [first, failing])


class CommittedTests(AsyncAPITransactionTestCase):
    def test_in_their_order_also_nested_ones(self) -> None:
        with record_commit_hooks() as hooks:
            register(nested, first)

        self.assertEqual(hooks, [nested, second, first])

    def test_as_they_were_given(self) -> None:
        hook = partial(first)
        with record_commit_hooks() as hooks:
            register(hook)

        self.assertIs(hooks[0], hook)

    def test_a_robust_hook_is_named_in_the_log_as_before(self) -> None:
        with (
            record_commit_hooks() as hooks,
            self.assertLogs("django.db.backends.base", "ERROR") as logs,
        ):
            register(failing, first, robust=True)

        self.assertEqual(hooks, [failing, first])
        self.assertIn("Error calling failing in on_commit()", logs.output[0])

    def test_of_another_thread(self) -> None:
        def work() -> None:
            register(first)
            let_go()

        with record_commit_hooks() as hooks:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()

        self.assertEqual(hooks, [first])

    def test_nothing_of_it_stays_with_django(self) -> None:
        with record_commit_hooks(), record_commit_hooks():
            inside = BaseDatabaseWrapper.run_and_clear_commit_hooks
        after = BaseDatabaseWrapper.run_and_clear_commit_hooks

        self.assertIsNot(inside, after)
        self.assertEqual(after.__module__, "django.db.backends.base.base")
        captures: Any = TestCase.captureOnCommitCallbacks
        self.assertEqual(captures.__module__, "django.test.testcases")


class FaithfulTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_hooks_that_run_although_the_test_is_rolled_back(self) -> None:
        with record_commit_hooks() as hooks:
            await sync_to_async(register)(first, nested)

        self.assertEqual(hooks, [first, nested, second])


@pytest.mark.django_db(transaction=True)
def test_two_recordings_of_hooks() -> None:
    with record_commit_hooks() as outer:
        register(first)
        with record_commit_hooks() as inner:
            register(second)

    assert (outer, inner) == ([first, second], [second])
