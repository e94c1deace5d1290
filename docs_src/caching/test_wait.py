"""How long a caller waits for the computation of another.

The second caller waits for as long as `WAIT` says. Then it computes as well, so that
one slow caller does not hold up all others.
"""

import asyncio

import pytest
from django.test import override_settings

from restflow.caching import cache_result

over = asyncio.Event()
computed: list[str] = []


@cache_result(ttl=300)
async def report() -> str:
    computed.append("begun")
    if len(computed) == 1:
        await over.wait()
    return "12 orders"


@override_settings(RESTFLOW_CACHING={"WAIT": 0.2})  # [!]
@pytest.mark.asyncio
async def test_the_second_caller_computes_as_well() -> None:
    computed.clear()
    over.clear()
    slow = asyncio.create_task(report())
    await asyncio.sleep(0.01)

    second = asyncio.create_task(report())
    await asyncio.sleep(0.05)
    assert len(computed) == 1  # [!]

    assert await second == "12 orders"
    assert len(computed) == 2  # [!]
    over.set()
    assert await slow == "12 orders"
