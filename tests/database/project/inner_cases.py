"""Test case classes, run by pytest."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import TestCase, TransactionTestCase

from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


class DjangosTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Group.objects.create(name="of the class")

    async def test_a_row_is_written(self) -> None:
        assert await sync_to_async(names)() == ["of the class"]
        await Group.objects.acreate(name="a")

    async def test_another_row_is_written(self) -> None:
        assert await sync_to_async(names)() == ["of the class"]
        await Group.objects.acreate(name="b")

    def test_a_sync_test_writes_a_row(self) -> None:
        assert names() == ["of the class"]
        Group.objects.create(name="c")


class OurTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Group.objects.create(name="of the class")

    def setUp(self) -> None:
        Group.objects.create(name="of set-up")

    async def asyncSetUp(self) -> None:
        await Group.objects.acreate(name="of async set-up")

    async def test_a_row_is_written(self) -> None:
        await Group.objects.acreate(name="a")
        assert await asyncio.to_thread(names) == [
            "a",
            "of async set-up",
            "of set-up",
            "of the class",
        ]

    async def test_another_row_is_written(self) -> None:
        await Group.objects.acreate(name="b")
        assert await sync_to_async(names)() == [
            "b",
            "of async set-up",
            "of set-up",
            "of the class",
        ]

    def test_a_sync_test_writes_a_row(self) -> None:
        assert names() == ["of async set-up", "of set-up", "of the class"]
        Group.objects.create(name="c")


class OurRealTests(AsyncAPITransactionTestCase):
    async def test_a_row_is_written(self) -> None:
        assert await sync_to_async(names)() == []
        await Group.objects.acreate(name="a")
        assert await asyncio.to_thread(names) == ["a"]

    async def test_another_row_is_written(self) -> None:
        assert await sync_to_async(names)() == []
        await Group.objects.acreate(name="b")


class DjangosRealTests(TransactionTestCase):
    async def test_a_row_is_written(self) -> None:
        assert await sync_to_async(names)() == []
        await Group.objects.acreate(name="a")

    async def test_another_row_is_written(self) -> None:
        assert await sync_to_async(names)() == []
        await Group.objects.acreate(name="b")


class CommitTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_hooks_run_at_the_end_of_the_block(self) -> None:
        ran: list[str] = []

        def commit() -> None:
            with transaction.atomic():
                Group.objects.create(name="a")
                transaction.on_commit(lambda: ran.append("hook"))
                assert not ran

        await asyncio.to_thread(commit)
        assert ran == ["hook"]


@pytest.mark.run_commit_hooks
class MarkedTests(AsyncAPITestCase):
    """The mark is for functions; on a class it does what the attribute does."""

    async def test_hooks_run_at_the_end_of_the_block(self) -> None:
        ran: list[str] = []

        def commit() -> None:
            with transaction.atomic():
                Group.objects.create(name="a")
                transaction.on_commit(lambda: ran.append("hook"))

        await asyncio.to_thread(commit)
        assert ran == ["hook"]

    async def test_rows_roll_back(self) -> None:
        assert await asyncio.to_thread(names) == []
        await asyncio.to_thread(Group.objects.create, name="a")

    async def test_rows_roll_back_again(self) -> None:
        assert await asyncio.to_thread(names) == []
        await asyncio.to_thread(Group.objects.create, name="a")
