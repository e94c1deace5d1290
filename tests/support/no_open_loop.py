"""A pytest plugin that keeps pytest-asyncio from making a loop that nobody closes.

pytest-asyncio asks for the current event loop before it sets its own. Until one was
set, asyncio answers with a new one, which is lost, and reported in some later test.
"""

from __future__ import annotations

import asyncio


def pytest_configure() -> None:
    asyncio.set_event_loop(None)
