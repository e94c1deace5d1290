"""Beside Channels and django-eventstream."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import Group
from django_eventstream import send_event

from tests.neighbours.beside.situations import expect


class Counting(AsyncJsonWebsocketConsumer):
    """Says how many groups have a name."""

    async def receive_json(self, content: Any, **_: Any) -> None:
        number = await database_sync_to_async(
            Group.objects.filter(name=content).count
        )()
        await self.send_json(number)


async def ask(name: str) -> Any:
    """Ask through a WebSocket, and drop the communicator as Channels' own tests do."""
    communicator = WebsocketCommunicator(Counting.as_asgi(), "/groups/")
    await communicator.connect()
    await communicator.send_json_to(name)
    return await communicator.receive_json_from()


@pytest.fixture
def a_group(db: None) -> None:
    """Make a group, synchronously."""
    del db
    Group.objects.create(name="consumer")


@pytest.mark.asyncio
@pytest.mark.usefixtures("a_group")
async def test_channels_rows() -> None:
    """A synchronous fixture writes a row; a consumer counts."""
    expect(await ask("consumer"), 1, "the consumer does not see the row")


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_channels_communicator() -> None:
    """A test ends without `await communicator.disconnect()`.

    The communicator cancels its application, and the test is not warned of that.
    """
    await ask("nobody")


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_eventstream(web: Any) -> None:
    """A test reads the stream, sends an event, and reads that.

    The stream does not end. Read it with
    [`stream()`](guide/responses.md#streams-without-an-end).
    """
    async with asyncio.timeout(4):
        if hasattr(web, "stream"):
            async with web.stream("GET", "/events/") as response:
                await send_and_read(response.lines())
        else:
            response = await web.get("/events/")
            await send_and_read(aiter(response.streaming_content))


async def send_and_read(stream: Any) -> None:
    """Send an event once the stream has begun, and read until it is there."""
    await anext(stream)
    await sync_to_async(send_event)("news", "message", {"text": "of the test"})
    async for part in stream:
        if "of the test" in str(part):
            return
