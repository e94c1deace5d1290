"""Beside sentry-sdk."""

from __future__ import annotations

from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.transport import HttpTransport

from tests.neighbours.beside.situations import expect

sent: list[Any] = []


class Sending(HttpTransport):
    """Sends to nobody, from the thread that the package has for it."""

    def _send_request(self, *_: Any, **__: Any) -> None:
        """Leave the network alone."""

    def capture_envelope(self, envelope: Any) -> None:
        sent.append(envelope.get_event())
        super().capture_envelope(envelope)


sentry_sdk.init(
    dsn="http://public@127.0.0.1:9/1",
    transport=Sending,
    integrations=[DjangoIntegration()],
)


@pytest.mark.asyncio
async def test_sentry_thread() -> None:
    """The first message starts the package's thread in the middle of a test.

    The thread is for the whole process, and the test is not warned of it.
    """
    sentry_sdk.capture_message("the first")


@pytest.mark.asyncio
async def test_sentry_view(web: Any) -> None:
    """A view fails; the event has the exception and the name of the view.

    The URL is not in the event of a test client's request. It comes from the ASGI
    application, so use [`async_http_client`](guide/http.md).
    """
    web.raise_request_exception = False
    await web.get("/fail/")
    event = sent[-1]
    expect(event["exception"]["values"][-1]["type"], "LookupError", "no exception")
    expect(event["transaction"], "/fail/", "no name")


@pytest.mark.asyncio
async def test_sentry_url(http: Any) -> None:
    """The same through the ASGI application; the event has the URL as well."""
    async with http:
        await http.get("/fail/")
    event = sent[-1]
    expect(event["exception"]["values"][-1]["type"], "LookupError", "no exception")
    expect(event["request"]["url"], "http://testserver/fail/", "no URL")
