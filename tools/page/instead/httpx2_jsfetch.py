"""Stands in for what httpx2 sends requests with in a browser: nothing is sent."""

from __future__ import annotations

from typing import Any, NoReturn

from httpx2._transports.base import AsyncBaseTransport, BaseTransport


def _refuse(request: Any) -> NoReturn:
    from httpx2 import ConnectError

    raise ConnectError(
        "There is no network in the page. A client may have an application instead.",
        request=request,
    )


class JavascriptFetchTransport(BaseTransport):
    """Refuses each request."""

    def __init__(self, **_options: Any) -> None:
        pass

    def handle_request(self, request: Any) -> NoReturn:
        """Say that there is no network."""
        _refuse(request)


class AsyncJavascriptFetchTransport(AsyncBaseTransport):
    """Refuses each request."""

    def __init__(self, **_options: Any) -> None:
        pass

    async def handle_async_request(self, request: Any) -> NoReturn:
        """Say that there is no network."""
        _refuse(request)
