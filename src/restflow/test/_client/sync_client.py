"""The synchronous client of a test case, for plain tests."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from restflow._traps import SYNC_CLIENT
from restflow.test._client.errors import SynchronousCallError
from restflow.test._client.pending import in_event_loop
from restflow.test._client.response import add_payload
from restflow.test._database.lines import users_line


class SyncAPIClient(APIClient):
    """Django REST framework's client, which says that a coroutine has another one.

    In a coroutine its requests would block the event loop, and fail at the first query
    or asynchronous view.
    """

    def request(self, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if in_event_loop():
            raise SynchronousCallError(
                SYNC_CLIENT,
                f"A coroutine calls the synchronous client, in {users_line()}.",
                "Write `await self.client.get(…)`: `self.client` is asynchronous.",
            )
        response = super().request(**kwargs)
        add_payload(response)
        return response
