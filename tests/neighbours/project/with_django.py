"""The situations in Django's own test case, without restflow's plugin.

What is unclean here is the package's own doing, or that of Django's test case.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.test import TestCase

from tests.neighbours.project.situations import (
    expect,
    fill,
    fill_sync,
    look,
    look_sync,
    read,
)


class TestMethods(TestCase):
    async def test_async_1(self) -> None:
        await fill(self.async_client, "async")

    async def test_async_2(self) -> None:
        await look(self.async_client, "async")

    def test_sync_1(self) -> None:
        fill_sync(self.client, "sync")

    def test_sync_2(self) -> None:
        look_sync(self.client, "sync")


class TestFixture(TestCase):
    def setUp(self) -> None:
        for _ in range(2):
            expect(read(self.client.get("/groups/setup/")), 0, "survives")
        Group.objects.create(name="setup")

    async def test_setup_1(self) -> None:
        expect(read(await self.async_client.get("/groups/setup/")), 1, "stale")


class TestBlock(TestCase):
    def test_block_1(self) -> None:
        for _ in range(2):
            expect(read(self.client.get("/groups/block/")), 0, "survives")
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post("/groups/block/")
        expect(read(self.client.get("/groups/block/")), 1, "stale")
