"""What not every server does: starting an application up, and some of the scope."""

from __future__ import annotations

from typing import Any

import httpx2
from django.test import override_settings

from restflow.test import AsyncAPILiveServerTestCase

started: list[str] = []
asked: list[Any] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Be an application that says whether it was started up, and keeps its scopes."""
    if scope["type"] == "lifespan":
        await receive()
        started.append("yes")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    asked.append(scope)
    body = "".join(started).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@override_settings(ASGI_APPLICATION=f"{__name__}.application")
class TestServers(AsyncAPILiveServerTestCase):
    def test_an_application_is_started_up(self) -> None:
        assert httpx2.get(self.live_server_url).text == "yes"

    def test_ports_are_integers(self) -> None:
        httpx2.get(self.live_server_url)
        assert {type(asked[-1][end][1]) for end in ("server", "client")} == {int}

    def test_a_whole_url_has_its_path(self) -> None:
        httpx2.get("http://shop.example/cart/", proxy=self.live_server_url)
        assert asked[-1]["path"] == "/cart/"
