"""A commit hook that is a coroutine function.

Django calls a hook and does not await what it returns: a coroutine is dropped, and what
is in it never happens. restflow refuses it where it is registered.
"""

import warnings

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.test import TestCase

from restflow.test import AsyncAPITestCase, AsyncHookError

sent: list[str] = []


async def notify() -> None:
    sent.append("new order")


def place_order() -> None:
    transaction.on_commit(notify)


class StockTests(TestCase):
    def test_nothing_is_sent(self) -> None:
        with warnings.catch_warnings(action="ignore"):
            with self.captureOnCommitCallbacks(execute=True):
                place_order()

            self.assertEqual(sent, [])  # [!]


class HookTests(AsyncAPITestCase):
    async def test_it_is_refused(self) -> None:
        with self.assertRaises(AsyncHookError) as caught:  # [!]
            await sync_to_async(place_order)()

        print(caught.exception)

    async def test_a_function_that_runs_it(self) -> None:
        self.addCleanup(sent.clear)
        async with self.captureOnCommitCallbacks(execute=True):
            await sync_to_async(transaction.on_commit)(async_to_sync(notify))  # [!]

        self.assertEqual(sent, ["new order"])
