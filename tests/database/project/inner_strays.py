"""Connections that threads open beside the test's, where transactions are real."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import connection

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


def connect() -> None:
    connection.ensure_connection()


async def test_errs_with_a_connection_that_a_thread_left_open() -> None:
    thread = threading.Thread(target=connect)
    thread.start()
    await asyncio.to_thread(thread.join)


async def test_passes_with_a_connection_that_a_thread_has_closed() -> None:
    def connect_and_close() -> None:
        connect()
        connection.close()

    thread = threading.Thread(target=connect_and_close)
    thread.start()
    await asyncio.to_thread(thread.join)


async def test_passes_with_a_connection_that_a_pool_keeps() -> None:
    await asyncio.to_thread(connect)
