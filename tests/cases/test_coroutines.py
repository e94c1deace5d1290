"""Coroutine tests in the test case classes: order, loop, context, and what is left.

Each test makes a class, runs it as a test runner would, and looks at what happened.
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
import unittest
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import wraps
from importlib.util import find_spec
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import markcoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.db import connection, connections, transaction
from django.test import (
    SimpleTestCase,
    TestCase,
    override_settings,
    skipIfDBFeature,
    skipUnlessDBFeature,
    tag,
)
from django.test.runner import RemoteTestResult
from django.test.testcases import _DebugResult  # type: ignore[attr-defined]
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    AsyncSetUpError,
    CommitHooksWarning,
    LeftBehindWarning,
)
from restflow.test._database import sharing as _sharing

Case = type[unittest.TestCase]
VARIABLE: ContextVar[str] = ContextVar("variable", default="unset")


# The classes begin transactions of their own.
with_database = pytest.mark.django_db(transaction=True)


def outcome(case: Case) -> unittest.TestResult:
    """Run a class as unittest does, in the order of its tests' names."""
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case)(result)
    return result


def passed(case: Case) -> unittest.TestResult:
    result = outcome(case)
    assert result.testsRun > 0
    assert told(result) == []
    return result


def told(result: unittest.TestResult) -> list[str]:
    """Return what the failures and errors say, without tracebacks."""
    found = [text for _, text in (*result.failures, *result.errors)]
    return [text.strip().splitlines()[-1] for text in found]


def said(case: Case) -> str:
    """Return the one error of a class."""
    result = outcome(case)
    (text,) = [text for _, text in (*result.failures, *result.errors)]
    return str(text)


# --- The order is that of the standard library ---------------------------------------


STEPS = [
    "setUp",
    "asyncSetUp",
    "test",
    "asyncTearDown",
    "tearDown",
    "cleanup",
    "async cleanup",
    "leaving",
    "async leaving",
]
ERRORS = [LookupError, AssertionError, unittest.SkipTest, asyncio.CancelledError]


def noting(  # noqa: C901  (small functions)
    base: Any, events: list[str], failing: dict[str, Any]
) -> Case:
    """Make a class that notes what runs, and fails where it is told to."""

    def note(name: str) -> None:
        events.append(name)
        if name in failing:
            raise failing[name](name)

    async def anote(name: str) -> None:
        await asyncio.sleep(0)
        note(name)

    @contextmanager
    def entered(name: str) -> Generator[str]:
        events.append(f"entering {name}")
        yield name
        note(name)

    @asynccontextmanager
    async def aentered(name: str) -> AsyncGenerator[str]:
        events.append(f"entering {name}")
        yield name
        await anote(name)

    class Noting(base):  # type: ignore[misc]
        def setUp(self) -> None:
            self.addCleanup(note, "cleanup")
            assert self.enterContext(entered("leaving")) == "leaving"
            note("setUp")

        async def asyncSetUp(self) -> None:
            self.addAsyncCleanup(anote, "async cleanup")
            context = aentered("async leaving")
            assert await self.enterAsyncContext(context) == "async leaving"
            self.addCleanup(note, "cleanup of asyncSetUp")
            await anote("asyncSetUp")

        async def test_async(self) -> None:
            self.addCleanup(anote, "a coroutine function, as a plain cleanup")
            self.addAsyncCleanup(anote, "cleanup of the test")
            await anote("test")

        def test_sync(self) -> None:
            note("test")

        async def asyncTearDown(self) -> None:
            await anote("asyncTearDown")

        def tearDown(self) -> None:
            note("tearDown")

    return Noting


def summary(result: unittest.TestResult) -> dict[str, object]:
    return {
        "run": result.testsRun,
        "failures": [text.splitlines()[-1] for _, text in result.failures],
        "errors": [text.splitlines()[-1] for _, text in result.errors],
        "skipped": [reason for _, reason in result.skipped],
    }


@hypothesis_settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(STEPS), st.sampled_from(ERRORS), max_size=4),
)
def test_the_order_is_that_of_the_standard_library_whatever_fails(
    failing: dict[str, Any],
) -> None:
    stdlibs: list[str] = []
    ours: list[str] = []
    theirs = outcome(noting(unittest.IsolatedAsyncioTestCase, stdlibs, failing))
    result = outcome(noting(AsyncAPISimpleTestCase, ours, failing))
    assert ours == stdlibs
    assert len(ours) > 5
    assert summary(result) == summary(theirs)


@with_database
@pytest.mark.parametrize("base", [AsyncAPITestCase, AsyncAPITransactionTestCase])
def test_the_order_is_the_same_where_there_is_a_database(base: Case) -> None:
    stdlibs: list[str] = []
    ours: list[str] = []
    outcome(noting(unittest.IsolatedAsyncioTestCase, stdlibs, {}))
    passed(noting(base, ours, {}))
    assert ours == stdlibs


def test_what_is_no_asynchronous_context_manager_is_refused() -> None:
    class Entering(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            wrong: Any = contextmanager(lambda: iter([1]))()
            with pytest.raises(TypeError, match="`enterContext` enters"):
                await self.enterAsyncContext(wrong)

    passed(Entering)


# --- One loop and one context --------------------------------------------------------


def seeing(base: Any) -> tuple[Case, list[tuple[str, object, str]]]:
    """Make a class that notes on which loop it is, and sets a variable on the way."""
    seen: list[tuple[str, object, str]] = []

    def see(name: str) -> None:
        # A loop is there from the beginning, and only runs where there is a coroutine.
        loop = asyncio.get_event_loop_policy().get_event_loop()
        seen.append((name, loop, VARIABLE.get()))
        VARIABLE.set(name)

    async def asee(name: str) -> None:
        assert asyncio.get_running_loop() is not None
        see(name)

    class Seeing(base):  # type: ignore[misc]
        def setUp(self) -> None:
            self.addCleanup(see, "cleanup")
            see("setUp")

        async def asyncSetUp(self) -> None:
            self.addAsyncCleanup(asee, "async cleanup")
            await asee("asyncSetUp")

        async def test_it(self) -> None:
            await asee("test")

        async def asyncTearDown(self) -> None:
            await asee("asyncTearDown")

        def tearDown(self) -> None:
            see("tearDown")

    return Seeing, seen


@pytest.mark.filterwarnings("ignore:.*policy.*:DeprecationWarning")
@pytest.mark.parametrize("base", [unittest.IsolatedAsyncioTestCase, None])
def test_there_is_one_loop_and_one_context_from_set_up_to_clean_up(
    base: Case | None,
) -> None:
    case, seen = seeing(base or AsyncAPISimpleTestCase)
    passed(case)
    names, loops, before = zip(*seen, strict=True)
    order = ["setUp", "asyncSetUp", "test", "asyncTearDown", "tearDown"]
    assert names == (*order, "async cleanup", "cleanup")
    assert before == ("unset", *names[:-1])
    (loop,) = set(loops)
    assert loop.is_closed()
    assert VARIABLE.get() == "unset"


def test_each_test_has_a_loop_of_its_own() -> None:
    loops: list[object] = []

    class Two(AsyncAPISimpleTestCase):
        async def test_one(self) -> None:
            loops.append(asyncio.get_running_loop())

        test_two = test_one

    passed(Two)
    one, two = loops
    assert one is not two


def test_the_loop_runs_in_the_main_thread() -> None:
    class Where(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            assert threading.current_thread() is threading.main_thread()

    passed(Where)


# --- Synchronous tests are Django's --------------------------------------------------


def noting_patches(base: Any) -> tuple[Case, list[object]]:
    seen: list[object] = []

    class Plain(base):  # type: ignore[misc]
        def test_it(self) -> None:
            with pytest.raises(RuntimeError):
                asyncio.get_running_loop()
            handler: Any = connections
            seen.extend(
                [
                    handler._connections,
                    threading.Thread.start,
                    transaction.Atomic.__enter__,
                    connection.on_commit,
                    caches["default"].make_key("key"),
                    self.__dict__.get("_runner"),
                ]
            )

    return Plain, seen


@with_database
def test_nothing_is_put_in_place_for_a_synchronous_test() -> None:
    stock, before = noting_patches(TestCase)
    case, seen = noting_patches(AsyncAPITestCase)
    passed(stock)
    with mock.patch.object(asyncio, "Runner", side_effect=AssertionError):
        passed(case)
    assert seen == before
    assert seen[-1] is None


@with_database
def test_everything_is_put_back_after_an_asynchronous_test() -> None:
    stock, before = noting_patches(TestCase)
    passed(stock)

    class Mixed(AsyncAPITestCase):
        async def test_asynchronous(self) -> None:
            assert _sharing.active() is not None

    passed(Mixed)
    assert _sharing.active() is None
    again, after = noting_patches(TestCase)
    passed(again)
    assert after == before


def test_a_synchronous_test_gets_a_loop_if_the_class_prepares_asynchronously() -> None:
    ran: list[str] = []

    class Prepared(AsyncAPISimpleTestCase):
        async def asyncSetUp(self) -> None:
            ran.append("asyncSetUp")

        def test_it(self) -> None:
            ran.append("test")

    passed(Prepared)
    assert ran == ["asyncSetUp", "test"]


def test_a_synchronous_test_may_add_a_cleanup_that_has_to_be_awaited() -> None:
    ran: list[str] = []

    async def clean() -> None:
        ran.append("cleaned")

    class Cleaning(AsyncAPISimpleTestCase):
        def test_it(self) -> None:
            self.addAsyncCleanup(clean)

    passed(Cleaning)
    assert ran == ["cleaned"]


# --- What a test comes to ------------------------------------------------------------


def test_skipping_works_in_every_way() -> None:
    class Skipped(AsyncAPISimpleTestCase):
        @unittest.skip("by the decorator")
        async def test_decorator(self) -> None:
            raise AssertionError

        async def test_method(self) -> None:
            self.skipTest("by the method")

        async def test_raised(self) -> None:
            raise unittest.SkipTest("by raising")

    result = passed(Skipped)
    reasons = [reason for _, reason in result.skipped]
    assert reasons == ["by the decorator", "by the method", "by raising"]


@with_database
def test_what_a_plain_function_makes_of_a_coroutine_runs() -> None:
    ran: list[str] = []

    class Decorated(AsyncAPITestCase):
        async def asyncSetUp(self) -> None:
            ran.append("set up")

        @skipUnlessDBFeature("supports_transactions")
        async def test_of_some_databases(self) -> None:
            await User.objects.acreate(username="ann")
            ran.append("ran")

        @skipIfDBFeature("supports_transactions")
        async def test_of_others(self) -> None:
            raise AssertionError

        @skipUnlessDBFeature("supports_transactions")
        async def test_that_fails(self) -> None:
            await asyncio.sleep(0)
            raise LookupError("of the test")

    result = outcome(Decorated)
    assert ran == ["set up", "set up", "ran", "set up"]
    assert len(result.skipped) == 1
    assert told(result) == ["LookupError: of the test"]


def test_an_expected_failure_is_one() -> None:
    class Expecting(AsyncAPISimpleTestCase):
        @unittest.expectedFailure
        async def test_fails(self) -> None:
            raise AssertionError

        @unittest.expectedFailure
        async def test_passes(self) -> None:
            """Do nothing."""

    result = outcome(Expecting)
    assert told(result) == []
    assert len(result.expectedFailures) == 1
    assert len(result.unexpectedSuccesses) == 1


def test_subtests_go_on_after_a_failure() -> None:
    class Subtests(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            for number in range(4):
                with self.subTest(number=number):
                    await asyncio.sleep(0)
                    assert number % 2

    result = outcome(Subtests)
    failed: list[Any] = [test for test, _ in result.failures]
    assert [test.params["number"] for test in failed] == [0, 2]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (AssertionError, "failures"),
        (LookupError, "errors"),
        (asyncio.CancelledError, "errors"),
    ],
)
def test_what_a_test_raises_is_reported(error: type[BaseException], kind: str) -> None:
    class Raising(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            raise error("of the test")

    result = outcome(Raising)
    ((_, text),) = getattr(result, kind)
    assert "of the test" in text
    assert "in test_it" in text


@pytest.mark.parametrize("is_async", [False, True])
def test_a_test_that_returns_a_value_is_told_so(is_async: bool) -> None:
    class Plain(AsyncAPISimpleTestCase):
        def test_it(self) -> int:
            return 1

    class Asynchronous(AsyncAPISimpleTestCase):
        async def test_it(self) -> int:
            return 1

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text = said(Asynchronous if is_async else Plain)
    assert "DeprecationWarning" in text
    assert "return" in text


@with_database
def test_ctrl_c_ends_the_run_and_everything_is_put_back() -> None:
    class Interrupted(AsyncAPITestCase):
        async def test_it(self) -> None:
            self.left = asyncio.create_task(asyncio.sleep(60))
            await User.objects.acreate(username="of the test")
            raise KeyboardInterrupt

    case = Interrupted("test_it")
    Interrupted.setUpClass()
    try:
        with pytest.raises(KeyboardInterrupt):
            case(unittest.TestResult())
        assert _sharing.active() is None
        assert "start" in threading.Thread.start.__qualname__
        assert case.left.cancelled()
        # So that the database can be dropped.
        assert "close" not in vars(connection)
    finally:
        # Django leaves the transaction open, as it does for its own classes.
        case._fixture_teardown()  # type: ignore[attr-defined]
        Interrupted.tearDownClass()
        Interrupted.doClassCleanups()
    with transaction.atomic():
        assert not User.objects.exists()


# --- Without a result: debug ---------------------------------------------------------


def debug(case: type[SimpleTestCase]) -> None:
    """Run a class as `manage.py test --pdb` and debuggers do."""
    suite: Any = unittest.TestSuite([case("test_it")])
    case.setUpClass()
    try:
        for test in suite:
            test._setup_and_call(_DebugResult(), debug=True)
    finally:
        case.tearDownClass()
        case.doClassCleanups()


def test_debugging_runs_a_test_on_its_loop() -> None:
    ran: list[str] = []

    class Debugged(AsyncAPISimpleTestCase):
        async def asyncSetUp(self) -> None:
            self.loop = asyncio.get_running_loop()

        async def test_it(self) -> None:
            assert asyncio.get_running_loop() is self.loop
            ran.append("test")

    debug(Debugged)
    assert ran == ["test"]


@with_database
def test_an_error_in_debugging_goes_up_and_everything_is_put_back() -> None:
    class Failing(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            raise LookupError("of the test")

    with pytest.raises(LookupError, match="of the test"):
        debug(Failing)
    assert _sharing.active() is None


@with_database
@pytest.mark.parametrize("kind", ["def", "async def"])
def test_an_error_in_debugging_leaves_no_transaction_open(kind: str) -> None:
    class Failing(AsyncAPITestCase):
        async def coroutine(self) -> None:
            raise LookupError("of the test")

        def plain(self) -> None:
            raise LookupError("of the test")

        test_it: Any = plain if kind == "def" else coroutine

    before = [*connection.atomic_blocks]
    with pytest.raises(LookupError, match="of the test"):
        debug(Failing)
    assert connection.atomic_blocks == before


# --- Decorators and classes ----------------------------------------------------------


def test_decorators_work_on_coroutine_tests() -> None:
    def twice(function: Any) -> Any:
        @wraps(function)
        async def run(*args: Any) -> None:
            await function(*args)
            await function(*args)

        return run

    def by_mark(function: Any) -> Any:
        @wraps(function)
        def run(*args: Any) -> Any:
            return function(*args)

        return markcoroutinefunction(run)

    ran: list[str] = []

    class Decorated(AsyncAPISimpleTestCase):
        @override_settings(SECRET_KEY="of the test")
        @tag("slow")
        async def test_settings(self) -> None:
            assert settings.SECRET_KEY == "of the test"
            assert await sync_to_async(lambda: settings.SECRET_KEY)() == "of the test"
            ran.append("settings")

        @mock.patch("time.time", return_value=1.5)
        async def test_patch(self, patched: mock.Mock) -> None:
            assert time.time() == 1.5
            patched.assert_called_with()
            ran.append("patch")

        @twice
        async def test_twice(self) -> None:
            ran.append("twice")

        @by_mark
        async def test_marked(self) -> None:
            ran.append("marked")

    passed(Decorated)
    assert sorted(ran) == ["marked", "patch", "settings", "twice", "twice"]
    test: Any = Decorated.test_settings
    assert test.tags == {"slow"}


def test_subclasses_of_subclasses_inherit_tests_and_preparation() -> None:
    ran: list[str] = []

    class Base(AsyncAPISimpleTestCase):
        async def asyncSetUp(self) -> None:
            await super().asyncSetUp()
            ran.append("base")

    class Middle(Base):
        async def test_it(self) -> None:
            ran.append("test")

    class Last(Middle):
        async def asyncSetUp(self) -> None:
            await super().asyncSetUp()
            ran.append("last")

    passed(Last)
    assert ran == ["base", "last", "test"]


# --- Rows ----------------------------------------------------------------------------


@with_database
def test_rows_of_the_class_are_seen_and_rows_of_a_test_are_gone_in_the_next() -> None:
    class Rows(AsyncAPITestCase):
        ada: User

        @classmethod
        def setUpTestData(cls) -> None:
            cls.ada = User.objects.create_user("ada")

        def setUp(self) -> None:
            User.objects.create_user("of setUp")

        async def asyncSetUp(self) -> None:
            await User.objects.acreate(username="of asyncSetUp")

        async def test_asynchronous(self) -> None:
            names = [user.username async for user in User.objects.order_by("pk")]
            assert names == ["ada", "of setUp", "of asyncSetUp"]
            self.ada.username = "changed"
            await self.ada.asave()
            await asyncio.gather(
                User.objects.acreate(username="of gather"),
                asyncio.to_thread(User.objects.create, username="of a thread"),
                sync_to_async(User.objects.create)(username="of asgiref's"),
            )
            assert await User.objects.acount() == 6

        test_asynchronous_again = test_asynchronous

        def test_synchronous(self) -> None:
            names = [user.username for user in User.objects.order_by("pk")]
            assert names == ["ada", "of setUp", "of asyncSetUp"]

    assert passed(Rows).testsRun == 3
    assert User.objects.count() == 0


@with_database
def test_transactions_of_a_transaction_test_are_real() -> None:
    ran: list[str] = []

    class Commits(AsyncAPITransactionTestCase):
        async def asyncSetUp(self) -> None:
            assert await User.objects.acount() == 0

        async def test_commit(self) -> None:
            def create() -> None:
                with transaction.atomic():
                    User.objects.create_user("of the test")
                    transaction.on_commit(lambda: ran.append("hook"))
                    ran.append("block")

            await sync_to_async(create)()
            assert not connection.in_atomic_block
            assert await User.objects.acount() == 1

        test_commit_again = test_commit

    passed(Commits)
    assert ran == ["block", "hook"] * 2


def test_a_simple_test_may_not_query_in_any_thread() -> None:
    def query() -> object:
        return User.objects.count()

    class Simple(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            allowed = r"not allowed in SimpleTestCase subclasses"
            with pytest.raises(AssertionError, match=allowed):
                await User.objects.acount()
            for run in (sync_to_async(query), lambda: asyncio.to_thread(query)):
                with pytest.raises(AssertionError, match=allowed):
                    await run()
            with pytest.raises(AssertionError, match=allowed):
                await asyncio.create_task(User.objects.acount())

    passed(Simple)


# --- What a test leaves --------------------------------------------------------------


@with_database
def test_tasks_are_cancelled_before_the_rollback_and_reported() -> None:
    seen: list[object] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            seen.append((connection.in_atomic_block, _sharing.active() is not None))

    class Leaving(AsyncAPITestCase):
        async def test_it(self) -> None:
            self.task = asyncio.create_task(wait())
            await asyncio.sleep(0)

    text = said(Leaving)
    assert seen == [(True, True)]
    assert "LeftBehindWarning" in text
    assert "wait, made in tests/cases/test_coroutines.py:" in text
    assert "restflow.E116" in text


def test_a_task_may_live_from_set_up_to_tear_down() -> None:
    class Living(AsyncAPISimpleTestCase):
        async def asyncSetUp(self) -> None:
            self.task = asyncio.create_task(asyncio.sleep(60))

        async def test_it(self) -> None:
            self.other = asyncio.create_task(asyncio.sleep(60))

        async def asyncTearDown(self) -> None:
            self.task.cancel()
            self.other.cancel()
            await asyncio.gather(self.task, self.other, return_exceptions=True)

    passed(Living)


def test_a_task_that_ended_just_now_is_not_left() -> None:
    class Ending(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            task = asyncio.create_task(asyncio.sleep(0))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert task.done()

    passed(Ending)


@pytest.mark.parametrize("seconds", [0, 0.03])
def test_what_a_cancelled_task_ends_in_turn_is_not_left(seconds: float) -> None:
    async def end() -> None:
        child = asyncio.create_task(asyncio.sleep(60))
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.to_thread(time.sleep, seconds)
            child.cancel()

    class Ending(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            task = asyncio.create_task(end())
            await asyncio.sleep(0)
            task.cancel()

    passed(Ending)


def test_a_thread_that_runs_on_is_reported() -> None:
    finish = threading.Event()

    class Leaving(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            threading.Thread(target=finish.wait, args=(60,), name="lost").start()

    text = said(Leaving)
    finish.set()
    assert "the thread lost, started in tests/cases/test_coroutines.py:" in text


def test_generators_that_were_left_are_closed() -> None:
    seen: list[str] = []

    async def generate() -> AsyncGenerator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            seen.append("closed")

    class Leaving(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            self.generator = generate()
            assert await anext(self.generator) == 1

    passed(Leaving)
    assert seen == ["closed"]


@with_database
def test_hooks_that_never_ran_are_reported_unless_they_were_captured() -> None:
    def hook() -> None:
        raise AssertionError

    class Hooks(AsyncAPITestCase):
        async def test_captured(self) -> None:
            async with self.captureOnCommitCallbacks() as hooks:
                await sync_to_async(transaction.on_commit)(hook)
            assert hooks == [hook]

        async def test_lost(self) -> None:
            await sync_to_async(transaction.on_commit)(hook)

        def test_synchronous(self) -> None:
            transaction.on_commit(hook)

    result = outcome(Hooks)
    ((test, text),) = result.errors
    assert test.id().endswith("test_lost")
    assert "CommitHooksWarning" in text
    assert "hook, registered in tests/cases/test_coroutines.py:" in text


@with_database
def test_warnings_are_warnings_where_they_are_no_errors() -> None:
    class Leaving(AsyncAPITestCase):
        async def test_it(self) -> None:
            await sync_to_async(transaction.on_commit)(lambda: None)
            self.task = asyncio.create_task(asyncio.sleep(60))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        passed(Leaving)
    assert [warning.category for warning in caught] == [
        CommitHooksWarning,
        LeftBehindWarning,
    ]


@with_database
def test_the_transaction_is_rolled_back_although_a_warning_is_an_error() -> None:
    class Leaving(AsyncAPITestCase):
        async def test_it(self) -> None:
            await User.objects.acreate(username="of the test")
            await sync_to_async(transaction.on_commit)(lambda: None)

    assert "CommitHooksWarning" in said(Leaving)
    assert not connection.in_atomic_block
    assert User.objects.count() == 0


# --- Commit hooks that run -----------------------------------------------------------


@with_database
@pytest.mark.parametrize("faithful", [False, True])
def test_hooks_run_at_the_end_of_the_outermost_block_where_the_class_says_so(
    faithful: bool,
) -> None:
    ran: list[str] = []

    def create() -> None:
        with transaction.atomic():
            with transaction.atomic():
                transaction.on_commit(lambda: ran.append("hook"))
            ran.append("inner block")
        ran.append("outer block")

    class Hooks(AsyncAPITestCase):
        run_commit_hooks = faithful

        async def test_asynchronous(self) -> None:
            with self.captureOnCommitCallbacks():
                await sync_to_async(create)()

        def test_synchronous(self) -> None:
            create()

    passed(Hooks)
    hook = ["hook"] if faithful else []
    assert ran == ["inner block", *hook, "outer block"] * 2


# --- Caches --------------------------------------------------------------------------


@pytest.mark.parametrize("isolated", [False, True])
def test_a_test_has_caches_of_its_own_unless_the_class_shares_them(
    isolated: bool,
) -> None:
    cache.set("before", 1)
    found: list[object] = []

    class Caching(AsyncAPISimpleTestCase):
        isolate_cache = isolated

        async def asyncSetUp(self) -> None:
            found.append(await cache.aget("before"))
            found.append(await cache.aget("mine"))

        async def test_one(self) -> None:
            await cache.aset("mine", 2)
            assert await cache.aget("mine") == 2
            assert await asyncio.to_thread(cache.get, "mine") == 2

        test_two = test_one

    try:
        passed(Caching)
        assert cache.get("before") == 1
        assert cache.get("mine") == (None if isolated else 2)
    finally:
        cache.clear()
    assert found == ([None] * 4 if isolated else [1, None, 1, 2])


# --- What is refused -----------------------------------------------------------------


def _plain(name: str) -> dict[str, object]:
    async def method(_self: object) -> None: ...

    return {name: method}


def _of_class(name: str) -> dict[str, object]:
    return {name: classmethod(_plain(name)[name])}  # type: ignore[arg-type]


@pytest.mark.parametrize("base", [AsyncAPISimpleTestCase, AsyncAPITransactionTestCase])
@pytest.mark.parametrize("make", [_plain, _of_class])
@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("setUp", "asyncSetUp"),
        ("tearDown", "asyncTearDown"),
        ("setUpTestData", "asyncSetUp"),
        ("setUpClass", "asyncSetUp"),
        ("tearDownClass", "asyncTearDown"),
    ],
)
def test_preparation_that_nobody_would_await_is_refused(
    base: Case, make: Callable[[str], dict[str, object]], name: str, instead: str
) -> None:
    with pytest.raises(AsyncSetUpError) as caught:
        type("Preparing", (base,), make(name))
    assert f"Preparing.{name} is a coroutine function" in str(caught.value)
    assert f"Write `async def {instead}`" in str(caught.value)
    assert "restflow.E111" in str(caught.value)


def _generator(self: object) -> Iterator[None]:
    del self
    yield


async def _async_generator(self: object) -> AsyncIterator[None]:
    del self
    yield


@pytest.mark.parametrize(
    "method",
    [_generator, _async_generator, classmethod(_generator)],
    ids=["a generator", "an asynchronous one", "of the class"],
)
@pytest.mark.parametrize("name", ["setUp", "tearDown", "setUpTestData"])
def test_preparation_with_a_yield_is_refused(name: str, method: Any) -> None:
    with pytest.raises(AsyncSetUpError) as caught:
        type("Preparing", (AsyncAPISimpleTestCase,), {name: method})
    assert f"Preparing.{name} has a `yield`" in str(caught.value)
    assert "addCleanup" in str(caught.value)


def test_that_of_a_mixin_is_refused_when_the_class_is_made() -> None:
    class Mixin:
        async def setUp(self) -> None: ...

    with pytest.raises(AsyncSetUpError, match=r"Mixin\.setUp is a coroutine"):
        type("Preparing", (Mixin, AsyncAPISimpleTestCase), {})


def test_django_never_awaits_it() -> None:
    ran: list[str] = []

    class Preparing(TestCase):
        async def setUp(self) -> None:  # type: ignore[override]
            ran.append("setUp")

        def test_it(self) -> None:
            """Pass, although nothing was set up."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        case = Preparing("test_it")
        with (
            mock.patch.object(TestCase, "_fixture_setup"),
            mock.patch.object(TestCase, "_fixture_teardown"),
        ):
            result = unittest.TestResult()
            case(result)
        gc.collect()
    assert result.wasSuccessful()
    assert ran == []


# --- Between processes ---------------------------------------------------------------


@pytest.mark.skipif(
    find_spec("tblib") is None and os.environ.get("CI") != "true",
    reason="tblib, which Django needs to send a traceback, is not installed",
)
@with_database
def test_a_failing_subtest_can_be_sent_to_another_process() -> None:
    class Failing(AsyncAPITestCase):
        async def test_it(self) -> None:
            with self.subTest(number=1):
                raise AssertionError("of the subtest")

    # As an attribute of a module, like other classes.
    Failing.__qualname__ = "Failing"
    globals()["Failing"] = Failing
    try:
        result = RemoteTestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(Failing)(result)
    finally:
        del globals()["Failing"]
    assert "addSubTest" in [name for name, *_ in result.events]
