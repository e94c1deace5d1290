"""A request of an operation or of an endpoint, sent by any client."""

from __future__ import annotations

from typing import Any

from django.test import AsyncClient, Client

from restflow.test._schema.operation import Request


def send(client: Any, request: Request) -> Any:
    """Send a request by Django's client, or httpx's.

    Returns:
        The response; of an asynchronous client, what is to be awaited for it.
    """
    __tracebackhide__ = True
    if not isinstance(client, (Client, AsyncClient)):
        return client.request(
            request.method,
            request.path,
            content=request.body or None,
            headers=request.headers,
        )
    headers = {**request.headers}
    content_type: Any = headers.pop("Content-Type", None)
    generic: Any = client.generic
    return generic(
        request.method, request.path, request.body, content_type, headers=headers
    )
