"""A test that is interrupted in the middle."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import transaction

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


async def test_is_interrupted() -> None:
    await sync_to_async(transaction.atomic().__enter__)()
    await Group.objects.acreate(name="a")
    raise KeyboardInterrupt


async def test_is_not_run() -> None:
    """Because of the other."""
