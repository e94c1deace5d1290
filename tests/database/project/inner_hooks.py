"""Commit hooks run in the same way in rolled-back tests as after real commits."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, PT012

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import TestCase, testcases
from hypothesis import HealthCheck, given, settings, strategies

from restflow.test import AsyncAPIClient
from restflow.test._database.sharing import shared_connections
from tests.database.project.urls import ran as ran_by_views

FORBIDDEN: Any = vars(testcases)["DatabaseOperationForbidden"]
BOTH_DATABASES = ["default", "other"]

both_ways = pytest.mark.parametrize(
    "way",
    [
        pytest.param(
            "rolled back",
            marks=[
                pytest.mark.run_commit_hooks,
                pytest.mark.django_db(databases=BOTH_DATABASES),
            ],
        ),
        pytest.param(
            "committed",
            marks=pytest.mark.django_db(databases=BOTH_DATABASES, transaction=True),
        ),
    ],
)


@pytest.fixture(autouse=True)
def _nothing_is_there(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        assert not Group.objects.exists()


def write(events: list[str], name: str, using: str = "default") -> None:
    """Write a row, and register a hook that notes its name."""
    Group.objects.using(using).create(name=name)
    transaction.on_commit(lambda: events.append(name), using=using)


# --- The two ways, on chosen programs ------------------------------------------------


@both_ways
async def test_hooks_run_in_order_when_the_outermost_block_ends(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            write(events, "a")
            with transaction.atomic():
                write(events, "b")
            events.append("the inner block has ended")
            write(events, "c")
        events.append("the outer block has ended")

    await commit()
    assert events == [
        "the inner block has ended",
        "a",
        "b",
        "c",
        "the outer block has ended",
    ]


@both_ways
async def test_hooks_outside_of_blocks_run_at_once(way: str) -> None:
    events: list[str] = []
    await sync_to_async(write)(events, "a")
    assert events == ["a"]
    await asyncio.to_thread(write, events, "b")
    assert events == ["a", "b"]


@both_ways
async def test_a_block_that_is_rolled_back_runs_no_hooks(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def roll_back() -> None:
        with pytest.raises(LookupError), transaction.atomic():
            write(events, "a")
            with transaction.atomic():
                write(events, "b")
            raise LookupError
        with transaction.atomic():
            write(events, "c")
            transaction.set_rollback(True)

    await roll_back()
    assert events == []
    assert not await Group.objects.aexists()


@both_ways
async def test_a_savepoint_that_is_rolled_back_runs_no_hooks(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            write(events, "a")
            with pytest.raises(LookupError), transaction.atomic():
                write(events, "b")
                raise LookupError
            write(events, "c")

    await commit()
    assert events == ["a", "c"]


@both_ways
async def test_a_hook_may_register_hooks(way: str) -> None:
    events: list[str] = []

    def hook() -> None:
        write(events, "of a hook")
        with transaction.atomic():
            write(events, "of a block of a hook")
            events.append("in a block of a hook")
        events.append("a hook has ended")

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            transaction.on_commit(hook)
            write(events, "a")

    await commit()
    assert events == [
        "of a hook",
        "in a block of a hook",
        "of a block of a hook",
        "a hook has ended",
        "a",
    ]


@both_ways
async def test_a_hook_that_fails_keeps_later_ones_from_running(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            write(events, "a")
            transaction.on_commit(_fail)
            write(events, "b")

    with pytest.raises(LookupError, match="of a hook"):
        await commit()
    assert events == ["a"]
    assert await Group.objects.acount() == 2
    await sync_to_async(write)(events, "c")
    assert events == ["a", "c"]


@both_ways
async def test_a_robust_hook_that_fails_is_logged(
    way: str, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            transaction.on_commit(_fail, robust=True)
            write(events, "b")
        transaction.on_commit(_fail, robust=True)

    with caplog.at_level(logging.ERROR, logger="django.db.backends.base"):
        await commit()
    assert events == ["b"]
    assert [record.name for record in caplog.records] == ["django.db.backends.base"] * 2
    assert all(
        "Error calling _fail in on_commit()" in record.getMessage()
        for record in caplog.records
    )
    assert [record.exc_info is not None for record in caplog.records] == [True, True]


def _fail() -> None:
    raise LookupError("of a hook")


@both_ways
async def test_each_database_runs_its_own_hooks(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            write(events, "a")
            with transaction.atomic(using="other"):
                write(events, "b", using="other")
            events.append("the other block has ended")
        events.append("the block has ended")

    await commit()
    assert events == ["b", "the other block has ended", "a", "the block has ended"]


@both_ways
async def test_an_async_hook_has_run_when_the_request_returns(way: str) -> None:
    ran_by_views.clear()
    client = AsyncAPIClient()
    response = await client.get("/hooking/?add=a")
    assert response.json() == {"ran": ["a: 1"]}
    response = await client.get("/hooking/?add=b")
    assert response.json() == {"ran": ["a: 1", "b: 1"]}


@both_ways
async def test_a_durable_block_is_an_outermost_block(way: str) -> None:
    events: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic(durable=True):
            write(events, "a")
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            transaction.atomic(durable=True).__enter__()

    await commit()
    assert events == ["a"]


@both_ways
def test_a_sync_test_runs_hooks_as_well(way: str) -> None:
    events: list[str] = []
    with transaction.atomic():
        write(events, "a")
        assert events == []
    assert events == ["a"]


@both_ways
async def test_a_coroutine_function_is_no_hook(way: str) -> None:
    async def hook() -> None:
        """Never called."""

    if way == "rolled back":
        with pytest.raises(TypeError, match=r"(?s)inner_hooks\.py:\d+.*E113"):
            await sync_to_async(transaction.on_commit)(hook)


# --- In rolled-back tests only -------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.run_commit_hooks
async def test_hooks_of_many_threads_run_when_their_own_block_ends() -> None:
    def commit(name: str) -> list[str]:
        events: list[str] = []
        with transaction.atomic():
            write(events, name)
            with transaction.atomic():
                write(events, f"{name} again")
            assert events == []
        assert events == [name, f"{name} again"]
        write(events, f"{name} at once")
        assert events[2:] == [f"{name} at once"]
        return events

    def all_of(thread: int) -> None:
        for number in range(20):
            commit(f"{thread}-{number}")

    await asyncio.gather(*(asyncio.to_thread(all_of, thread) for thread in range(6)))
    assert await Group.objects.acount() == 6 * 20 * 3


@pytest.mark.django_db
@pytest.mark.run_commit_hooks
async def test_hooks_that_run_are_captured(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    events: list[str] = []
    async with django_capture_on_commit_callbacks() as hooks:  # type: ignore[attr-defined]
        await sync_to_async(transaction.atomic(write))(events, "a")
        assert events == ["a"]
    assert len(hooks) == 1
    await sync_to_async(write)(events, "b")
    assert len(hooks) == 1


@pytest.mark.django_db
@pytest.mark.run_commit_hooks
async def test_the_other_database_is_forbidden_still() -> None:
    with pytest.raises(FORBIDDEN):
        await Group.objects.using("other").acount()


@pytest.mark.run_commit_hooks
async def test_fails_with_the_mark_and_no_database() -> None:
    """Nothing would run its hooks."""


@pytest.mark.run_commit_hooks
class FailsWithTheMark(TestCase):
    def test_fails_in_a_class_of_django(self) -> None:
        """Nothing would run its hooks."""


# --- The two ways, on any program ----------------------------------------------------


@dataclass(frozen=True)
class Write:
    """Write a row."""


@dataclass(frozen=True)
class Hook:
    """Register a hook, which does steps and may fail."""

    steps: tuple[Step, ...]
    robust: bool
    fails: bool


@dataclass(frozen=True)
class Block:
    """Do steps in an atomic block, which ends in some way."""

    steps: tuple[Step, ...]
    ends: Literal["well", "with an error", "marked"]
    savepoint: bool
    durable: bool


Step = Write | Hook | Block


def _deeper(
    children: strategies.SearchStrategy[Step],
) -> strategies.SearchStrategy[Step]:
    steps = strategies.lists(children, max_size=4).map(tuple)
    mostly_not = strategies.sampled_from([False, False, False, True])
    ends = strategies.sampled_from(["well", "well", "well", "with an error", "marked"])
    return strategies.builds(
        Hook, steps=steps, robust=mostly_not, fails=mostly_not
    ) | strategies.builds(
        Block,
        steps=steps,
        ends=ends,
        savepoint=mostly_not.map(bool),
        durable=mostly_not,
    )


programs = strategies.lists(
    strategies.recursive(strategies.just(Write()), _deeper, max_leaves=12),
    min_size=1,
    max_size=4,
).map(tuple)


class ExpectedError(Exception):
    """What fails on purpose."""


class Machine:
    """Does the steps of a program, and notes what happens in which order."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def do(self, steps: tuple[Step, ...], place: str) -> None:
        for number, step in enumerate(steps):
            here = f"{place}.{number}"
            try:
                self._do(step, here)
            except (
                ExpectedError,
                RuntimeError,
                transaction.TransactionManagementError,
            ) as e:
                self.events.append(f"{here} raised {type(e).__name__}")

    def _do(self, step: Step, here: str) -> None:
        match step:
            case Write():
                Group.objects.create(name=here)
            case Hook():
                transaction.on_commit(
                    lambda: self._hook(step, here), robust=step.robust
                )
            case Block():
                self._block(step, here)
        self.events.append(f"{here} done")

    def _hook(self, hook: Hook, here: str) -> None:
        self.events.append(f"{here} hook")
        self.do(hook.steps, f"{here}.hook")
        if hook.fails:
            raise ExpectedError

    def _block(self, block: Block, here: str) -> None:
        with transaction.atomic(savepoint=block.savepoint, durable=block.durable):
            self.do(block.steps, here)
            if block.ends == "with an error":
                raise ExpectedError
            if block.ends == "marked":
                transaction.set_rollback(True)
        self.events.append(f"{here} block ended")


def _happened(program: tuple[Step, ...]) -> tuple[list[str], list[str]]:
    machine = Machine()
    machine.do(program, "")
    rows = sorted(Group.objects.values_list("name", flat=True))
    return machine.events, rows


seen: list[int] = []


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(program=programs)
def test_any_program_does_the_same_in_both_ways(program: tuple[Step, ...]) -> None:
    logging.getLogger("django.db.backends.base").propagate = False
    committed = _happened(program)
    Group.objects.all().delete()
    of_the_test = transaction.atomic()
    of_the_test._from_testcase = True  # type: ignore[attr-defined]
    with of_the_test:
        with shared_connections(faithful=True) as sharing:
            assert _happened(program) == committed
        assert sharing.problems == []
        transaction.set_rollback(True)
    seen.append(sum(" hook" in event for event in committed[0]))


def test_many_of_these_programs_had_hooks() -> None:
    assert sum(map(bool, seen)) > 15
