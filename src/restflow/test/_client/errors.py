"""What synchronous calls are told in asynchronous code."""

from __future__ import annotations

from django.core.exceptions import SynchronousOnlyOperation

from restflow._traps import TrapError


class SynchronousCallError(TrapError, SynchronousOnlyOperation):
    """A synchronous method was called in asynchronous code, which may not wait for it.

    It names the coroutine to use instead. Its code is restflow.E110 for a login or a
    session, and restflow.E120 for a request of a synchronous client.

    Since:
        0.1.0. A `django.core.exceptions.SynchronousOnlyOperation`, which Django raises
        from deep within the session.
    """
