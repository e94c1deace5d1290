"""Receivers that stay connected, and receivers that are gone.

A receiver stays connected after its test. But Django does not keep it alive: a function
without another reference is gone, and is not called.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.dispatch import Signal
from django.test import SimpleTestCase

sold_out = Signal()


@contextmanager
def heard(signal: Signal) -> Iterator[mock.Mock]:
    receiver = mock.Mock()
    signal.connect(receiver)
    try:
        yield receiver
    finally:
        signal.disconnect(receiver)


class ReceiverTests(SimpleTestCase):
    def test_a_receiver_stays(self) -> None:
        calls: list[object] = []

        def note(sender: object, **kwargs: Any) -> None:
            calls.append(sender)

        class CarelessTests(SimpleTestCase):
            def test_it(self) -> None:
                sold_out.connect(note)

        CarelessTests("test_it").debug()
        sold_out.send("the next test")

        self.assertEqual(calls, ["the next test"])  # [!]
        sold_out.disconnect(note)

    def test_a_receiver_is_gone(self) -> None:
        calls: list[object] = []
        sold_out.connect(lambda **kwargs: calls.append(kwargs))

        sold_out.send("anybody")

        self.assertEqual(calls, [])  # [!]

    def test_for_one_block(self) -> None:
        with heard(sold_out) as receiver:
            sold_out.send("the shop", product="Mug")

        receiver.assert_called_once_with(
            signal=sold_out, sender="the shop", product="Mug"
        )
        self.assertFalse(sold_out.has_listeners())
