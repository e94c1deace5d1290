"""What is done in a test case class, Django's or restflow's: the same code.

Django's runner runs the classes as they stand here, and tests by their names.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from asgiref.sync import sync_to_async
from django.test import TestCase

from restflow.test import AsyncAPITestCase
from tests.comparison.project.models import Row
from tests.comparison.project.notes import all_closed, noting, watch_connections
from tests.comparison.project.urls import sent

watch_connections()

is_restflow = os.environ["COMPARISON_TOOL"] == "restflow classes"
Base: Any = AsyncAPITestCase if is_restflow else TestCase


def exists(name: str) -> bool:
    return bool(Row.objects.filter(name=name).exists())


class FirstTests(Base):  # type: ignore[misc]  # one of two classes
    @classmethod
    def setUpTestData(cls) -> None:
        Row.objects.create(name="prepared")

    async def test_a_row_is_written(self) -> None:
        await Row.objects.acreate(name="leak")

    def test_and_is_gone(self) -> None:
        with noting("rollback") as note:
            note(not exists("leak"))

    async def test_what_was_prepared(self) -> None:
        with noting("prepared") as note:
            note(await sync_to_async(exists)("prepared"))

    async def test_gathered_coroutines(self) -> None:
        with noting("gather") as note:
            await Row.objects.acreate(name="gather")
            found = [Row.objects.filter(name="gather").aexists() for _ in range(3)]
            note(all(await asyncio.gather(*found)))

    async def test_a_thread(self) -> None:
        with noting("to_thread") as note:
            await Row.objects.acreate(name="to_thread")
            note(await asyncio.to_thread(exists, "to_thread"))

    async def test_captured_hooks(self) -> None:
        with noting("capture") as note:
            with self.captureOnCommitCallbacks(execute=True) as callbacks:
                await self.async_client.post("/capture/")
            note(len(callbacks) == 1 and sent.count("capture") == 1)

    async def test_counted_queries(self) -> None:
        with noting("queries") as note:
            with self.assertNumQueries(2) as counted:
                await Row.objects.acount()
                await Row.objects.acount()
            note(len(counted) == 2)


class HooksTests(Base):  # type: ignore[misc]  # one of two classes
    run_commit_hooks = True

    async def test_hooks(self) -> None:
        with noting("hooks") as note:
            await self.async_client.post("/hooks/")
            note("hooks" in sent)


class LastTests(Base):  # type: ignore[misc]  # one of two classes
    def test_connections(self) -> None:
        with noting("connections") as note:
            note(all_closed())
