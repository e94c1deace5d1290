"""The synchronous client of a test case, for plain tests."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from restflow._traps import SYNC_CLIENT
from restflow.test._client.errors import SynchronousCallError, must_not_wait
from restflow.test._client.response import add_payload
from restflow.test._database.lines import users_line


class SyncAPIClient(APIClient):
    """Django REST framework's client, which says that a coroutine has another one.

    In a coroutine its requests would block the event loop, and fail at the first query
    or asynchronous view.

    Args:
        instead: What the test calls its asynchronous client.
    """

    def __init__(self, instead: str) -> None:
        super().__init__()
        self._instead = instead

    def request(self, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if must_not_wait():
            raise SynchronousCallError(
                SYNC_CLIENT,
                f"A coroutine calls the synchronous client, in {users_line()}.",
                f"Write `await {self._instead}.get(…)`: `{self._instead}` is "
                "asynchronous.",
            )
        response = super().request(**kwargs)
        add_payload(response)
        return response
