"""Signals and their receivers, asynchronous ones included.

`asend` awaits coroutines and calls functions in a thread. `send` calls both from
synchronous code. An error of a receiver reaches the sender, unless the signal is sent
robustly.
"""

from typing import Any

from asgiref.sync import sync_to_async
from django.db.models.signals import post_save
from django.dispatch import Signal

from products.models import Category
from restflow.test import AsyncAPITestCase

shelf_filled = Signal()


class SignalTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.told: list[str] = []
        signals: list[Signal] = [shelf_filled, post_save]
        for signal in signals:
            for receiver in (self.tell, self.atell):
                signal.connect(receiver)
                self.addCleanup(signal.disconnect, receiver)  # [!]

    def tell(self, sender: object, **kwargs: Any) -> None:
        self.told.append("a function")

    async def atell(self, sender: object, **kwargs: Any) -> None:
        self.told.append("a coroutine")
        if sender == "nobody":
            raise LookupError(sender)

    async def test_both_are_told(self) -> None:
        await shelf_filled.asend("somebody")
        self.assertCountEqual(self.told, ["a function", "a coroutine"])

    async def test_by_synchronous_code(self) -> None:
        await sync_to_async(shelf_filled.send)("somebody")
        self.assertCountEqual(self.told, ["a function", "a coroutine"])

    async def test_of_a_model(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")
        self.assertCountEqual(self.told, ["a function", "a coroutine"])

        await Category.objects.aupdate(name="Cups")
        self.assertEqual(len(self.told), 2)  # [!]

    async def test_an_error_reaches_the_sender(self) -> None:
        shelf_filled.disconnect(self.tell)
        with self.assertRaises(LookupError):
            await shelf_filled.asend("nobody")

    async def test_an_error_is_returned(self) -> None:
        with self.assertLogs("django.dispatch", "ERROR"):
            answers = await shelf_filled.asend_robust("nobody")

        answer = dict(answers)[self.atell]
        self.assertIsInstance(answer, LookupError)  # [!]
