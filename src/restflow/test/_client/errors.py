"""The errors of synchronous calls in asynchronous code."""

from __future__ import annotations

import os

from django.core.exceptions import SynchronousOnlyOperation

from restflow._traps import TrapError, public
from restflow.test._client.forgotten import in_event_loop


@public
class SynchronousCallError(TrapError, SynchronousOnlyOperation):
    """A synchronous method was called in asynchronous code, which must not wait for it.

    It names the coroutine to use instead. Its code is restflow.E110 for a login or a
    session, and restflow.E120 for a request of a test case's `sync_client`. If Django's
    environment variable DJANGO_ALLOW_ASYNC_UNSAFE is set, it is not raised.

    Since:
        0.1.0. It is a `django.core.exceptions.SynchronousOnlyOperation`. Django raises
        one from deep within the session.
    """


def must_not_wait() -> bool:
    """Tell whether this is asynchronous code, where Django refuses to wait."""
    return in_event_loop() and not os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
