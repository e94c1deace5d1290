"""What a frozen clock reaches.

The database has its own clock, which neither tool moves. freezegun replaces functions
in modules, and misses one that is stored in a class: the clock of a throttle.
"""

import asyncio
import time
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone
from freezegun import freeze_time
from rest_framework.throttling import AnonRateThrottle

from orders.models import Order

LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Visitors(AnonRateThrottle):
    rate = "1/day"


async def stands_still() -> bool:
    loop = asyncio.get_running_loop()
    before = loop.time()
    sum(range(1_000_000))
    return loop.time() == before


async def what_is_moved() -> dict[str, bool]:
    moment = await Order.objects.values_list(Now(), flat=True).aget()
    user = await User.objects.acreate(username="bob")
    return {
        "timezone.now()": timezone.now() == LATER,
        "time.time()": time.time() == LATER.timestamp(),
        "a default of a field": user.date_joined == LATER,
        "an entry of the cache": await cache.aget("tea") is None,
        "a throttle": Visitors().timer() == LATER.timestamp(),
        "the database": moment == LATER,
        "the event loop": await stands_still(),
    }


MISSED = {
    "time-machine": {"the database", "the event loop"},
    "freezegun": {"the database", "a throttle"},  # [!]
}


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize("tool", MISSED)
async def test_moved(tool: str) -> None:
    await Order.objects.acreate(user=await User.objects.acreate(username="alice"))
    await cache.aset("tea", "hot", timeout=60)

    if tool == "freezegun":
        with freeze_time(LATER):
            moved = await what_is_moved()
    else:
        with time_machine.travel(LATER, tick=False):
            moved = await what_is_moved()

    assert {name for name, it_is in moved.items() if not it_is} == MISSED[tool]
