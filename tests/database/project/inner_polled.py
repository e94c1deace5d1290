"""Threads that connect again and again while databases are dropped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group

over = threading.Event()
connected = threading.Event()


@pytest.fixture(scope="session", autouse=True)
def _end_of_the_poll() -> Iterator[None]:
    # Made before the databases, it ends after them.
    yield
    over.set()


def poll() -> None:
    while not over.wait(0.001):
        with suppress(Exception):
            Group.objects.count()
            connected.set()


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_threads_poll() -> None:
    # Several, as one is connected at all times then.
    for _ in range(8):
        threading.Thread(target=poll, name="ThreadPoolExecutor-of-the-test").start()
    assert await asyncio.to_thread(connected.wait, 5)
    await asyncio.to_thread(Group.objects.create, name="a")


@pytest.mark.django_db
def test_they_poll_beside_a_sync_test() -> None:
    connected.clear()
    assert connected.wait(5)
