"""Context managers for `with` and `async with`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import activate, get_language, override

from restflow.test._cases.both_ways import BothWays
from restflow.test._database.both_ways import off_loop
from restflow.test._database.sharing import active

VARIABLE: ContextVar[str] = ContextVar("variable", default="unset")
LATER: ContextVar[str] = ContextVar("later")
ASGIREF = tuple(map(int, version("asgiref").split(".")[:2]))


@contextmanager
def noting(events: list[str]) -> Generator[list[str]]:
    """Note what happens, and do at both ends what no event loop allows."""
    User.objects.count()
    events.append("entered")
    try:
        yield events
    except LookupError:
        events.append("failed")
        raise
    finally:
        User.objects.count()
        VARIABLE.set("set on leaving")
        events.append("left")


async def in_with(events: list[str], error: Exception | None) -> None:
    with BothWays(noting(events)) as given:
        assert given is events
        if error:
            raise error


async def in_async_with(events: list[str], error: Exception | None) -> None:
    async with BothWays(noting(events)) as given:
        assert given is events
        if error:
            raise error


both_ways = pytest.mark.parametrize("use", [in_with, in_async_with])


@pytest.mark.django_db
@both_ways
async def test_both_ways_enter_and_leave(use: Callable[..., Any]) -> None:
    events: list[str] = []
    await use(events, None)
    assert events == ["entered", "left"]


@pytest.mark.django_db
@both_ways
async def test_both_ways_hand_an_error_over_and_let_it_through(
    use: Callable[..., Any],
) -> None:
    events: list[str] = []
    with pytest.raises(LookupError, match="of the block"):
        await use(events, LookupError("of the block"))
    assert events == ["entered", "failed", "left"]


@pytest.mark.django_db
@both_ways
async def test_both_ways_bring_back_what_context_variables_were_set_to(
    use: Callable[..., Any],
) -> None:
    await use([], None)
    assert VARIABLE.get() == "set on leaving"


@both_ways
async def test_a_manager_may_swallow_the_error(use: Callable[..., Any]) -> None:
    del use

    @contextmanager
    def swallowing() -> Generator[None]:
        try:
            yield
        except LookupError:
            return

    with BothWays(swallowing()):
        raise LookupError
    async with BothWays(swallowing()):
        raise LookupError


@pytest.mark.django_db
def test_synchronous_code_uses_with_in_its_own_thread() -> None:
    thread: list[threading.Thread] = []

    @contextmanager
    def where() -> Generator[None]:
        thread.append(threading.current_thread())
        yield
        thread.append(threading.current_thread())

    with BothWays(where()):
        pass
    assert thread == [threading.current_thread()] * 2


# --- Off the loop --------------------------------------------------------------------


def test_without_a_loop_a_function_is_simply_called() -> None:
    assert off_loop(threading.get_ident) == threading.get_ident()


async def test_beside_a_loop_a_function_is_called_in_another_thread() -> None:
    assert off_loop(threading.get_ident) != threading.get_ident()
    assert off_loop(sorted, [1, 2], reverse=True) == [2, 1]


@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt, SystemExit])
async def test_what_the_function_raises_is_raised(error: type[BaseException]) -> None:
    def fail() -> None:
        raise error("of the function")

    with pytest.raises(error, match="of the function"):
        off_loop(fail)


async def test_the_function_sees_context_variables_and_sets_them() -> None:
    VARIABLE.set("of the test")

    def change() -> str:
        seen = VARIABLE.get()
        VARIABLE.set("changed")
        LATER.set("new")
        return seen

    assert off_loop(change) == "of the test"
    assert (VARIABLE.get(), LATER.get()) == ("changed", "new")


@pytest.mark.django_db
async def test_the_function_uses_the_connection_while_a_block_is_open() -> None:
    # The thread counts as the one that waits for it, which has its turn now.
    from django.db import transaction

    def inside() -> int:
        with transaction.atomic():
            User.objects.create_user("in a block")
            return async_to_sync(nested)()

    async def nested() -> int:
        return off_loop(User.objects.count)

    assert await sync_to_async(inside)() == 1


@pytest.mark.django_db
async def test_the_function_may_run_asynchronous_code() -> None:
    async def count() -> int:
        await asyncio.sleep(0)
        return await User.objects.acount()

    assert off_loop(async_to_sync(count)) == 0


@pytest.mark.django_db
async def test_the_thread_is_of_the_party_only_while_it_runs() -> None:
    sharing = active()
    assert sharing is not None
    before = set(sharing.party)
    ident = off_loop(lambda: (threading.get_ident(), set(sharing.party)))
    assert ident[0] in ident[1]
    assert set(sharing.party) == before


# --- Django's own variables, which asgiref keeps -------------------------------------


@contextmanager
def speaking(seen: list[str | None]) -> Generator[None]:
    """Note the language at both ends, and change it in between."""
    seen.append(get_language())
    activate("fr")
    yield
    seen.append(get_language())


async def test_both_ends_of_with_have_the_language_of_the_test() -> None:
    seen: list[str | None] = []
    before = get_language()
    with override("de"):
        with BothWays(speaking(seen)):
            seen.append(get_language())
        seen.append(get_language())
    assert seen == ["de", "fr", "fr", "fr"]
    assert get_language() == before


async def test_both_ends_of_async_with_have_the_language_of_the_test() -> None:
    seen: list[str | None] = []
    before = get_language()
    with override("de"):
        async with BothWays(speaking(seen)):
            seen.append(get_language())
        seen.append(get_language())
    assert seen == ["de", "fr", "fr", "fr"]
    assert get_language() == before


def language_and_zone() -> tuple[str | None, str]:
    return get_language(), timezone.get_current_timezone_name()


async def test_a_thread_of_asyncio_has_no_language_and_one_of_asgiref_has() -> None:
    # As the page on the database says.
    VARIABLE.set("of the test")
    default = await asyncio.to_thread(language_and_zone)
    with override("de"), timezone.override("Asia/Tokyo"):
        of_test = ("de", "Asia/Tokyo")
        by_asgiref = sync_to_async(language_and_zone, thread_sensitive=False)
        assert await by_asgiref() == of_test
        by_asyncio = await asyncio.to_thread(language_and_zone)
        assert by_asyncio == (default if ASGIREF >= (3, 12) else of_test)
    assert await asyncio.to_thread(VARIABLE.get) == "of the test"
