"""Counting queries and capturing commit hooks, beside what Django does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.utils.connection import ConnectionDoesNotExist

from restflow.test import (
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
)

VARIABLE: ContextVar[str] = ContextVar("variable", default="unset")
register = sync_to_async(transaction.on_commit)


def hook() -> None:
    """Be registered."""


def count() -> int:
    return User.objects.count()


async def acount() -> int:
    return await User.objects.acount()


def register_all(*hooks: Callable[[], object]) -> None:
    for each in hooks:
        transaction.on_commit(each)


async def register_and_fail() -> None:
    await register(hook)
    raise LookupError("of the block")


def register_and_roll_back() -> None:
    with transaction.atomic():
        transaction.on_commit(hook)
        raise LookupError


# --- What Django's own class does ----------------------------------------------------


class DjangosTests(TestCase):
    """The trap: none of these tests sees what the ORM did."""

    async def test_djangos_capture_captures_nothing(self) -> None:
        with self.captureOnCommitCallbacks() as hooks:
            await register(hook)
        assert hooks == []

    async def test_djangos_count_raises_or_counts_nothing(self) -> None:
        with (
            pytest.raises((SynchronousOnlyOperation, AssertionError)),
            self.assertNumQueries(1),
        ):
            await acount()


# --- Hooks ---------------------------------------------------------------------------


class CaptureTests(AsyncAPITestCase):
    async def test_hooks_are_captured_in_with(self) -> None:
        with self.captureOnCommitCallbacks() as hooks:
            await register(hook)
            assert hooks == []
        assert hooks == [hook]

    async def test_hooks_are_captured_in_async_with(self) -> None:
        async with self.captureOnCommitCallbacks() as hooks:
            await register(hook)
        assert hooks == [hook]

    def test_hooks_are_captured_in_a_synchronous_test(self) -> None:
        with self.captureOnCommitCallbacks() as hooks:
            transaction.on_commit(hook)
        assert hooks == [hook]

    async def test_hooks_of_every_thread_and_task_are_captured(self) -> None:
        async with self.captureOnCommitCallbacks() as hooks:
            await asyncio.gather(register(hook), register(hook))
            await asyncio.to_thread(transaction.on_commit, hook)
            await asyncio.create_task(register(hook))
        assert hooks == [hook] * 4

    async def test_only_hooks_of_the_block_are_captured(self) -> None:
        async with self.captureOnCommitCallbacks() as outer:
            await register(hook)
            async with self.captureOnCommitCallbacks() as inner:
                await register(count)
            assert inner == [count]
        assert outer == [hook, count]

    async def test_hooks_that_query_are_executed_in_both_ways(self) -> None:
        def create() -> None:
            User.objects.create_user("of the hook")
            async_to_sync(acount)()

        async with self.captureOnCommitCallbacks(execute=True):
            await register(create)
        assert await acount() == 1
        await User.objects.all().adelete()
        with self.captureOnCommitCallbacks(execute=True):
            await register(create)
        assert await acount() == 1

    async def test_hooks_that_run_asynchronous_code_are_executed_in_both_ways(
        self,
    ) -> None:
        ran: list[str] = []

        async def notify(way: str) -> None:
            await asyncio.sleep(0)
            await acount()
            ran.append(way)

        def create(way: str) -> None:
            transaction.on_commit(partial(async_to_sync(notify), way))

        with self.captureOnCommitCallbacks(execute=True):
            await sync_to_async(create)("with")
        async with self.captureOnCommitCallbacks(execute=True):
            await sync_to_async(create)("async with")
        assert ran == ["with", "async with"]

    async def test_hooks_that_hooks_register_are_captured_and_executed(self) -> None:
        ran: list[str] = []

        def first() -> None:
            ran.append("first")
            transaction.on_commit(second)

        def second() -> None:
            ran.append("second")

        async with self.captureOnCommitCallbacks(execute=True) as hooks:
            await register(first)
        assert hooks == [first, second]
        assert ran == ["first", "second"]

    async def test_what_a_hook_sets_in_context_variables_comes_back(self) -> None:
        for way in ("with", "async with"):
            async with self.captureOnCommitCallbacks(execute=True):
                await register(partial(VARIABLE.set, way))
            assert VARIABLE.get() == way
        with self.captureOnCommitCallbacks(execute=True):
            await register(lambda: VARIABLE.set("beside the loop"))
        assert VARIABLE.get() == "beside the loop"

    async def test_an_error_of_a_hook_is_raised(self) -> None:
        def fail() -> None:
            raise LookupError("of the hook")

        # The last one is not reached, and no warning says that it never ran.
        hooks: list[Any] = []
        with pytest.raises(LookupError, match="of the hook"):
            async with self.captureOnCommitCallbacks(execute=True) as hooks:
                await sync_to_async(register_all)(hook, fail, count)
        assert hooks == [hook, fail]
        with (
            pytest.raises(LookupError, match="of the hook"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            await register(fail)

    async def test_an_error_of_a_robust_hook_is_logged(self) -> None:
        def fail() -> None:
            raise LookupError("of the hook")

        with self.assertLogs("django", logging.ERROR) as logs:
            async with self.captureOnCommitCallbacks(execute=True) as hooks:
                await register(fail, robust=True)
                await register(hook)
        assert hooks == [fail, hook]
        assert "of the hook" in logs.output[0]

    async def test_an_error_of_the_block_goes_through(self) -> None:
        hooks: list[Any] = []
        with pytest.raises(LookupError, match="of the block"):
            async with self.captureOnCommitCallbacks() as hooks:
                await register_and_fail()
        assert hooks == [hook]

    async def test_hooks_of_a_block_that_is_rolled_back_are_not_captured(self) -> None:
        async with self.captureOnCommitCallbacks() as hooks:
            with pytest.raises(LookupError):
                await sync_to_async(register_and_roll_back)()
        assert hooks == []

    async def test_a_database_that_the_class_does_not_name_is_refused(self) -> None:
        databases = {"default": mock.ANY, "archive": mock.ANY}
        with (
            mock.patch("restflow.test._cases.counting.connections", databases),
            pytest.raises(
                AssertionError, match=r"Add 'archive' to CaptureTests\.databases"
            ),
        ):
            self.captureOnCommitCallbacks(using="archive")

    async def test_a_database_that_is_not_there_is_refused(self) -> None:
        with (
            pytest.raises(ConnectionDoesNotExist, match="nope"),
            self.captureOnCommitCallbacks(using="nope"),
        ):
            pass


class FaithfulCaptureTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_hooks_are_captured_as_they_run(self) -> None:
        ran: list[str] = []

        def create() -> None:
            with transaction.atomic():
                transaction.on_commit(first)
            ran.append("block")

        def first() -> None:
            ran.append("first")

        async with self.captureOnCommitCallbacks() as hooks:
            await sync_to_async(create)()
            assert hooks == [first]
        assert hooks == [first]
        assert ran == ["first", "block"]


class CommittedCaptureTests(AsyncAPITransactionTestCase):
    """Where transactions are real, so are hooks."""

    async def test_hooks_are_captured_as_they_run(self) -> None:
        ran: list[str] = []

        def create() -> None:
            with transaction.atomic():
                transaction.on_commit(first)
            transaction.on_commit(second)

        def first() -> None:
            transaction.on_commit(second)
            ran.append("first")

        def second() -> None:
            ran.append("second")

        async with self.captureOnCommitCallbacks() as outer:
            with self.captureOnCommitCallbacks(execute=True) as hooks:
                await sync_to_async(create)()
        assert hooks == outer == [first, second, second]
        assert ran == ["second", "first", "second"]
        assert "on_commit" not in vars(connection)

    def test_hooks_of_a_synchronous_test_are_captured(self) -> None:
        with self.captureOnCommitCallbacks() as hooks, transaction.atomic():
            transaction.on_commit(hook)
            assert hooks == []
        assert hooks == [hook]

    def test_hooks_of_a_block_that_is_rolled_back_are_not_captured(self) -> None:
        with self.captureOnCommitCallbacks() as hooks, pytest.raises(LookupError):
            register_and_roll_back()
        assert hooks == []


# --- Queries -------------------------------------------------------------------------


class CountTests(AsyncAPITestCase):
    async def test_queries_are_counted_in_with(self) -> None:
        with self.assertNumQueries(2):
            await acount()
            await acount()

    async def test_queries_are_counted_in_async_with(self) -> None:
        async with self.assertNumQueries(1) as context:
            await acount()
        assert len(context.captured_queries) == 1
        assert "auth_user" in context.captured_queries[0]["sql"]

    def test_queries_are_counted_in_a_synchronous_test(self) -> None:
        with self.assertNumQueries(1):
            count()
        self.assertNumQueries(1, count)

    async def test_queries_of_every_thread_and_task_are_counted(self) -> None:
        async with self.assertNumQueries(6):
            await asyncio.gather(acount(), acount())
            await asyncio.to_thread(count)
            await sync_to_async(count)()
            await asyncio.create_task(acount())
            async with asyncio.TaskGroup() as group:
                group.create_task(acount())

    @override_settings(ROOT_URLCONF="tests.support.urls")
    async def test_queries_of_a_request_are_counted(self) -> None:
        async with self.assertNumQueries(1):
            await self.client.get("/users/")

    async def test_blocks_within_blocks_count_for_themselves(self) -> None:
        async with self.assertNumQueries(3):
            await acount()
            with self.assertNumQueries(2):
                await acount()
                await acount()

    async def test_a_wrong_number_is_a_failure_that_lists_the_queries(self) -> None:
        with pytest.raises(AssertionError, match=r"1 != 2 : 1 queries executed, 2 exp"):
            async with self.assertNumQueries(2):
                await acount()
        with (
            pytest.raises(AssertionError, match=r'1\. SELECT COUNT.*"auth_user"'),
            self.assertNumQueries(0),
        ):
            await acount()

    async def test_an_error_of_the_block_goes_first(self) -> None:
        with pytest.raises(LookupError):
            async with self.assertNumQueries(5):
                raise LookupError

    @override_settings(ROOT_URLCONF="tests.support.urls")
    async def test_a_coroutine_function_is_awaited(self) -> None:
        await self.assertNumQueries(1, acount)
        await self.assertNumQueries(1, self.client.get, "/users/")
        await self.assertNumQueries(1, User.objects.acreate, username="of the test")
        with pytest.raises(AssertionError, match="1 queries executed, 7 expected"):
            await self.assertNumQueries(7, acount)

    async def test_a_function_that_returns_a_coroutine_is_awaited(self) -> None:
        await self.assertNumQueries(1, lambda: acount())  # noqa: PLW0108
        with pytest.raises(LookupError):
            self.assertNumQueries(1, {}.__getitem__, "no")
        with pytest.raises(KeyError):
            await self.assertNumQueries(1, self.fail_later)

    async def fail_later(self) -> None:
        raise KeyError

    async def test_a_database_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(ConnectionDoesNotExist, match="nope"):
            self.assertNumQueries(1, using="nope")


class CommittedCountTests(AsyncAPITransactionTestCase):
    async def test_the_first_thing_may_be_a_count(self) -> None:
        # A transaction test may begin without a connection, and `with` makes one.
        await sync_to_async(connection.close)()
        with self.assertNumQueries(1):
            await acount()
