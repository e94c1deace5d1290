"""Beside django-multidb-router, with a replica that mirrors in tests."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from tests.neighbours.beside.situations import count, expect

both = pytest.mark.django_db(databases=["default", "replica"])


@pytest.mark.asyncio
@both
async def test_multidb_1(web: Any) -> None:
    """A test writes, and a view reads from the replica; the next test looks.

    The replica is a `MIRROR` in tests.
    """
    await Group.objects.acreate(name="replica")
    expect(await count(web, "replica"), 1, "the view does not see the row")


@pytest.mark.asyncio
@both
async def test_multidb_2(web: Any) -> None:
    expect(await count(web, "replica"), 0, "the row survives")
