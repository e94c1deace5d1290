"""Arguments of many kinds.

Each pair has two values that Python tells apart, and that many keys would not: both are
computed, and found the next time.
"""

import dataclasses
import datetime as dt
import enum
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.utils.safestring import SafeString
from django.utils.timezone import get_fixed_timezone

from restflow.caching import UnencodableError, cache_result


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Filter:
    owner: str


DAY = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
NUMBER = "12345678-1234-5678-1234-567812345678"
PAIRS = [
    (Rights.READ, 1),
    (Rights.WRITE, Rights.READ | Rights.WRITE),
    (Filter("alice"), Filter("bob")),
    (User(pk=1), User(pk=2)),
    (SafeString("Mug"), "Mug"),
    (UUID(NUMBER), NUMBER),
    (Decimal("9.50"), Decimal("9.5")),
    (DAY, DAY.replace(tzinfo=get_fixed_timezone(0))),
    (DAY.date(), "2026-07-01"),
    (DAY.time(), dt.timedelta(0)),
    (0, False),
    ({"a": 1, "b": 2}, [("a", 1), ("b", 2)]),
    (frozenset("ab"), tuple("ab")),
    (b"Mug", 0.5),
]


@cache_result(ttl=300)
async def describe(value: object) -> str:
    return repr(value)


@pytest.mark.asyncio
async def test_they_are_told_apart() -> None:
    before = describe.cache_info()
    for one, other in PAIRS:
        for value in (one, other, one, other):
            assert await describe(value) == repr(value)

    assert describe.cache_info().misses == before.misses + 2 * len(PAIRS)  # [!]
    assert describe.cache_info().hits == before.hits + 2 * len(PAIRS)


@pytest.mark.asyncio
async def test_a_row_that_is_not_saved_has_no_key() -> None:
    with pytest.raises(UnencodableError, match="A value of the type User can't"):  # [!]
        await describe(User(username="alice"))
