"""A commit hook that nobody awaits.

Django calls a hook and drops what it returns, so a coroutine never runs. restflow
refuses a coroutine function when it is registered, and a function that returns a
coroutine when it is called.
"""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.test import TestCase

from restflow.test import AsyncAPITestCase, AsyncHookError

sent: list[str] = []


async def notify(what: str = "new order") -> None:
    sent.append(what)


def place_order() -> None:
    transaction.on_commit(notify)


def place_big_order(*, robust: bool = False) -> None:
    transaction.on_commit(lambda: notify("big order"), robust=robust)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
class StockTests(TestCase):
    def test_nothing_is_sent(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            place_order()
            place_big_order()

        self.assertEqual(sent, [])  # [!]


class HookTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_a_coroutine_function_is_refused(self) -> None:
        with self.assertRaises(AsyncHookError) as caught:  # [!]
            await sync_to_async(place_order)()

        print(caught.exception)

    async def test_so_is_a_lambda_that_returns_a_coroutine(self) -> None:
        with self.assertRaises(AsyncHookError) as caught:  # [!]
            await sync_to_async(place_big_order)()

        print(caught.exception)

    def test_also_if_it_is_robust(self) -> None:
        with self.assertRaises(AsyncHookError):  # [!]
            place_big_order(robust=True)

    async def test_a_function_that_runs_it(self) -> None:
        self.addCleanup(sent.clear)
        await sync_to_async(transaction.on_commit)(async_to_sync(notify))  # [!]

        self.assertEqual(sent, ["new order"])
