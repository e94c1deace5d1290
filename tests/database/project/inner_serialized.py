"""Tests that find the rows with which databases began."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType

pytestmark = pytest.mark.asyncio


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("time", [1, 2])
async def test_serialized_rows_come_back(time: int) -> None:
    assert await ContentType.objects.filter(model="group").acount() == 1
    await ContentType.objects.all().adelete()
