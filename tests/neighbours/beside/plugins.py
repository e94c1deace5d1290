"""Beside other plugins of pytest, and what makes test data or sets the clock."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory
from freezegun import freeze_time

from tests.neighbours.beside.situations import count, expect

asynchronous = pytest.mark.asyncio
database = pytest.mark.django_db
runs: list[str] = []
kept: list[Any] = []


@asynchronous
@database
@pytest.mark.flaky(reruns=1)
async def test_rerunfailures_rows(web: Any) -> None:
    """A test writes a row and fails; it is run again and counts."""
    runs.append("rows")
    await web.post("/groups/rerun/")
    if runs.count("rows") == 1:
        pytest.fail("the first time")
    expect(await count(web, "rerun"), 1, "it finds the row of its first run")


@asynchronous
@pytest.mark.flaky(reruns=2)
async def test_rerunfailures_task() -> None:
    """A test leaves a task in each of three runs.

    The warning comes [once](guide/database.md#what-a-test-leaves-behind).
    """
    runs.append("task")
    kept.append(asyncio.create_task(asyncio.sleep(60)))
    if runs.count("task") < 3:
        pytest.fail("not the last time")


@asynchronous
@database
@pytest.mark.timeout(2, method="signal")
@pytest.mark.xfail(raises=pytest.fail.Exception, strict=True)
async def test_timeout_1(web: Any) -> None:
    """A test writes a row and then hangs; the next test looks.

    It takes `timeout_method = signal`, the default where there are signals. The method
    `thread` ends the whole run.
    """
    await web.post("/groups/timeout/")
    await asyncio.sleep(60)


@asynchronous
@database
async def test_timeout_2(web: Any) -> None:
    expect(await count(web, "timeout"), 0, "the row survives")


@asynchronous
@database
async def test_subtests(web: Any, subtests: pytest.Subtests) -> None:
    """Each of two `subtests` writes a row and counts."""
    for number in range(2):
        with subtests.test(number=number):
            await web.post(f"/groups/subtests-{number}/")
            expect(await count(web, f"subtests-{number}"), 1, "the row is missing")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@database
async def test_anyio_1(web: Any, anyio_backend: str) -> None:
    """On the backend asyncio, a test writes a row; the next test looks."""
    del anyio_backend
    await web.post("/groups/anyio/")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@database
async def test_anyio_2(web: Any, anyio_backend: str) -> None:
    del anyio_backend
    expect(await count(web, "anyio"), 0, "the row survives")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["trio"])
@database
async def test_anyio_trio(web: Any, anyio_backend: str) -> None:
    """On the backend trio, a test makes a request.

    Django needs asyncio. Override the fixture `anyio_backend`, and return `"asyncio"`.
    """
    del anyio_backend
    await web.get("/groups/trio/")


@asynchronous
@freeze_time("2031-01-01")
async def test_freezegun_view(web: Any) -> None:
    """The clock is frozen, and a view asks which year it is."""
    year = (await web.get("/now/")).json()["year"]
    expect(year, 2031, "the view sees the real time")


@asynchronous
@pytest.mark.timeout(1)
@freeze_time("2031-01-01")
async def test_freezegun_sleep() -> None:
    """The clock is frozen, and the test awaits `asyncio.sleep`.

    The loop's clock stands still as well, and its time limits never end. Write
    `freeze_time(…, real_asyncio=True)`.
    """
    await asyncio.sleep(0.01)


@asynchronous
@freeze_time("2031-01-01", real_asyncio=True)
async def test_freezegun_sleep_real(web: Any) -> None:
    """The same with `real_asyncio=True`."""
    await asyncio.sleep(0.01)
    year = (await web.get("/now/")).json()["year"]
    expect(year, 2031, "the view sees the real time")


@asynchronous
@time_machine.travel("2031-01-01", tick=False)
async def test_time_machine_view(web: Any) -> None:
    """The clock is frozen, and a view asks which year it is."""
    year = (await web.get("/now/")).json()["year"]
    expect(year, 2031, "the view sees the real time")


@asynchronous
@pytest.mark.timeout(9)
@time_machine.travel("2031-01-01", tick=False)
async def test_time_machine_sleep() -> None:
    """The clock is frozen, and the test awaits `asyncio.sleep`."""
    await asyncio.sleep(0.01)


# mypy takes the name for that of the examples of the factory.
GroupFactory: Any = import_module("factory").make_factory(
    Group, FACTORY_CLASS=DjangoModelFactory, name="factory"
)


@pytest.fixture
def a_group(db: None) -> Any:
    """Make a group, as most fixtures do: synchronously."""
    del db
    return GroupFactory()


@asynchronous
@pytest.mark.usefixtures("a_group")
async def test_factory_boy_fixture(web: Any) -> None:
    """A synchronous fixture calls a factory; a view counts."""
    expect(await count(web, "factory"), 1, "the view does not see the row")


@asynchronous
@database
async def test_factory_boy_test() -> None:
    """An asynchronous test calls a factory.

    Factories are synchronous. Write `await sync_to_async(GroupFactory)()`.
    """
    GroupFactory()
