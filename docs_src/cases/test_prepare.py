"""Prepare and clean up asynchronously.

One event loop runs from `asyncSetUp` to the last cleanup, so the test can use a task, a
queue or a connection pool that `asyncSetUp` has made. The names are those of unittest.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from restflow.test import AsyncAPISimpleTestCase

done: list[str] = []


@asynccontextmanager
async def mail_server() -> AsyncIterator[str]:
    yield "mail.example.com"
    done.append("stop the server")


async def close_pool() -> None:
    done.append("close the pool")


class PrepareTests(AsyncAPISimpleTestCase):
    def setUp(self) -> None:
        done.clear()
        # The first cleanup to be added is the last to run.
        in_order = ["tear down", *["close the pool"] * 2, "stop the server"]
        self.addCleanup(self.assertEqual, done, in_order)  # [!]

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.loop = asyncio.get_running_loop()
        self.server = await self.enterAsyncContext(mail_server())  # [!]
        self.addAsyncCleanup(close_pool)  # [!]
        self.addCleanup(close_pool)  # [!]

    async def asyncTearDown(self) -> None:
        self.assertIs(asyncio.get_running_loop(), self.loop)
        done.append("tear down")
        await super().asyncTearDown()

    async def test_it_is_prepared(self) -> None:
        self.assertEqual(self.server, "mail.example.com")
        self.assertIs(asyncio.get_running_loop(), self.loop)

    async def test_only_what_is_asynchronous_is_entered(self) -> None:
        synchronous: Any = suppress(KeyError)
        with self.assertRaisesMessage(TypeError, "`enterContext` enters synchronous"):
            await self.enterAsyncContext(synchronous)  # [!]
