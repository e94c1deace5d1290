"""A body that is recorded while it goes over a connection."""

from __future__ import annotations

from typing import Literal

from restflow.test._exchanges.exchange import Exchange

_Side = Literal["request_body", "response_body"]

# Up to this size a body is always recorded as far as it goes.
_SHORT = 1 << 16


class Recorded:
    """Adds what goes over a connection to its exchange.

    A long body is joined less and less often: to copy it for each chunk would take a
    time that grows with the square of its length.
    """

    def __init__(self, exchange: Exchange, side: _Side) -> None:
        self._exchange = exchange
        self._side: _Side = side
        self._pending: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        self._pending.append(chunk)
        self._size += len(chunk)
        recorded = len(getattr(self._exchange, self._side))
        if recorded < _SHORT or self._size > recorded // 4:
            self.complete()

    def complete(self) -> None:
        body: bytes = getattr(self._exchange, self._side)
        setattr(self._exchange, self._side, b"".join([body, *self._pending]))
        self._pending.clear()
        self._size = 0
