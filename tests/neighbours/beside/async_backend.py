"""Beside django-async-backend, whose connections are others than Django's."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django_async_backend.db import async_connections
from django_async_backend.db.transaction import async_atomic
from django_async_backend.test import AsyncioTestCase

from tests.neighbours.beside.situations import expect

ADD = "INSERT INTO auth_group (name) VALUES (%s)"
COUNT = "SELECT COUNT(*) FROM auth_group WHERE name = %s"


async def add(name: str) -> None:
    """Add a group through the connection of the package."""
    async with await async_connections["default"].cursor() as cursor:
        await cursor.execute(ADD, [name])


async def count(name: str) -> Any:
    """Count groups through the connection of the package."""
    async with await async_connections["default"].cursor() as cursor:
        await cursor.execute(COUNT, [name])
        return (await cursor.fetchone())[0]


class TestOwnClass(AsyncioTestCase):
    """The test case of the package itself."""

    @pytest.fixture(autouse=True)
    def _database(self, django_db_setup: None, django_db_blocker: Any) -> Any:
        del django_db_setup
        with django_db_blocker.unblock():
            yield

    async def test_async_backend_class_1(self) -> None:
        """The package's `AsyncioTestCase`: a test writes; the next one looks."""
        await add("class")
        expect(await count("class"), 1, "it does not see its own row")

    async def test_async_backend_class_2(self) -> None:
        expect(await count("class"), 0, "the row survives")


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_async_backend_function_1() -> None:
    """A test writes through `async_connections`; the next one looks.

    These are other connections than Django's, and nobody rolls them back. Use the
    package's `AsyncioTestCase`.
    """
    async with async_atomic():
        await add("function")
    await async_connections["default"].close()


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_async_backend_function_2() -> None:
    found = await count("function")
    await async_connections["default"].close()
    expect(found, 0, "the row survives")


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_async_backend_orm() -> None:
    """Django's ORM writes; `async_connections` looks.

    With restflow, what the ORM writes is in the test's transaction. No other connection
    sees that.
    """
    await Group.objects.acreate(name="orm")
    found = await count("orm")
    await async_connections["default"].close()
    expect(found, 1, "it is not seen")
