"""Startup and shutdown of an ASGI application, if it has a lifespan."""

from __future__ import annotations

import asyncio
from typing import Any

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.handlers.asgi import ASGIHandler

from restflow.test._client import stream


def _refuses_lifespan(application: Any) -> bool:
    """Tell whether an application is known to raise when it is asked."""
    if isinstance(application, ASGIStaticFilesHandler):
        # It passes on what isn't for it.
        return _refuses_lifespan(application.application)
    if isinstance(application, ASGIHandler):
        return True
    routes = getattr(application, "application_mapping", None)
    return isinstance(routes, dict) and "lifespan" not in routes


class Lifespan:
    """The lifespan of an application, from a client's first request to its end.

    An application that knows nothing of it raises at once, and is served without. One
    that fails after it was asked to start up has failed. Django's own is not asked, nor
    is a router of Channels that has none for it: they would raise, and trackers of
    errors would report it.

    Args:
        app: The application.
        raising: Raise what it raises.
        within: The application that `app` calls, if that is another one.

    Attributes:
        state: What the application keeps for its requests, or None.
    """

    def __init__(self, app: Any, *, raising: bool, within: Any = None) -> None:
        self._app = app
        self._is_refused = _refuses_lifespan(within or app)
        self._raising = raising
        self._task: asyncio.Task[None] | None = None
        self._state: dict[str, Any] = {}
        self._messages: list[str] = ["lifespan.startup"]
        self._has_started = asyncio.Event()
        self._is_asked_to_stop = asyncio.Event()
        self._is_supported = False
        self._failure: BaseException | None = None

    @property
    def state(self) -> dict[str, Any] | None:
        return self._state if self._is_supported else None

    async def start(self) -> None:
        """Start the application up, the first time.

        Raises:
            RuntimeError: It says that it cannot start.
            Exception: What it raised instead of saying so.
        """
        if self._is_refused:
            return
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await self._has_started.wait()
        self._raise()

    async def stop(self) -> None:
        """Shut the application down, if it was started up.

        Raises:
            RuntimeError: It says that it could not shut down in order.
            TimeoutError: It has not within five seconds.
        """
        if self._task is None or self._task.done():
            return
        self._is_asked_to_stop.set()
        done, _ = await asyncio.wait({self._task}, timeout=stream.PATIENCE)
        if not done:
            self._task.cancel()
            raise TimeoutError(
                f"The ASGI application has not shut down in {stream.PATIENCE:g} "
                "seconds."
            )
        self._raise()

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }
        try:
            await self._app(scope, self._receive, self._send)
        except Exception as error:  # noqa: BLE001  (it is raised in the test)
            was_asked = not self._messages
            if self._failure is None and self._raising and was_asked:
                self._failure = error
        finally:
            self._has_started.set()

    async def _receive(self) -> dict[str, Any]:
        if self._messages:
            return {"type": self._messages.pop()}
        await self._is_asked_to_stop.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Any) -> None:
        kind: str = message["type"]
        if kind.endswith(".failed"):
            said = message.get("message") or "it does not say why"
            phase = kind.split(".")[1]
            self._failure = RuntimeError(
                f"The {phase} of the ASGI application failed: {said}"
            )
        elif kind == "lifespan.startup.complete":
            self._is_supported = True
        self._has_started.set()

    def _raise(self) -> None:
        if self._failure is not None:
            raise self._failure
