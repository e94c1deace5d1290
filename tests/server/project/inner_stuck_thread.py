"""A test in which a view sleeps in a thread, where nobody can stop it."""

from __future__ import annotations

from contextlib import suppress
from urllib.request import urlopen

from restflow.test import AsyncAPIRollbackLiveServerTestCase
from tests.server.project.inner_stuck import say_where


class TestInAThread(AsyncAPIRollbackLiveServerTestCase):
    def test_is_stuck(self) -> None:
        say_where(self.live_server_url)
        while True:
            with suppress(TimeoutError):
                urlopen(f"{self.live_server_url}/late/", timeout=1)  # noqa: S310
