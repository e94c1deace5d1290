"""Django for HTTP, and an echo for WebSockets: a project without channels."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.asgi import get_asgi_application

from tests.server.project.urls import socket_ended

_django: Any = get_asgi_application()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Be what ASGI_APPLICATION names."""
    if scope["type"] == "websocket":
        await _echo(receive, send)
    else:
        await _django(scope, receive, send)


async def _echo(receive: Any, send: Any) -> None:
    """Make a group of each message, and answer with how many there are."""
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    try:
        while (message := await receive())["type"] == "websocket.receive":
            text = message["text"]
            if text == "fail":
                raise LookupError("what the socket raised")
            await Group.objects.acreate(name=text)
            count = await Group.objects.acount()
            await send({"type": "websocket.send", "text": f"{text} {count}"})
    finally:
        socket_ended.set()
