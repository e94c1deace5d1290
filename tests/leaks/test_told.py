"""The warnings of what is left behind, and how often they are told."""

from __future__ import annotations

import pickle
from contextvars import Context

import pytest

from restflow.test._leaks.told import (
    LeftBehindWarning,
    left_warning,
    telling_once,
    untold,
)

pytest_plugins = ["pytester"]


def test_nothing_left_gives_no_warning() -> None:
    assert left_warning([]) is None
    assert not [*untold(None)]


def test_what_is_left_is_named_in_a_warning() -> None:
    warning = left_warning(["a task", "a thread"])
    assert isinstance(warning, LeftBehindWarning)
    assert str(warning).startswith("The test left behind:\n  a task\n  a thread\n")
    assert "restflow.E116" in str(warning)
    assert str(pickle.loads(pickle.dumps(warning))) == str(warning)  # noqa: S301


def test_a_warning_is_told_once_in_a_block_and_each_time_outside() -> None:
    one, same = left_warning(["Thread-1 (f)"]), left_warning(["Thread-9 (f)"])
    other = left_warning(["a task"])
    # The plugin has a block around this test.
    outside: list[object] = []
    Context().run(lambda: outside.extend(untold(one, same)))
    assert outside == [one, same]
    for _ in range(2):
        with telling_once():
            assert [*untold(one, None, same, other), *untold(one)] == [one, other]


def test_what_a_block_has_told_is_forgotten_after_it() -> None:
    warning = left_warning(["a task"])
    told: list[object] = []

    def tell() -> None:
        with telling_once():
            told.extend(untold(warning))
        told.extend(untold(warning, warning))

    Context().run(tell)
    assert told == [warning] * 3


def raise_all(warning: LeftBehindWarning | None) -> None:
    for found in untold(warning):
        raise found


def test_a_warning_that_is_raised_is_raised_again() -> None:
    warning = left_warning(["a task"])
    with telling_once():
        for _ in range(2):
            with pytest.raises(LeftBehindWarning):
                raise_all(warning)


# As plugins do that run a test again which has failed.
CONFTEST = """
    from _pytest.runner import runtestprotocol

    def pytest_runtest_protocol(item, nextitem):
        hook = item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for _ in range(3):
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            if not any(report.failed for report in reports):
                break
        for report in reports:
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True
"""

SETTINGS = """
    SECRET_KEY = "not a secret"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""

TESTS = """
    import asyncio
    import threading

    import pytest
    from django.db import transaction

    from restflow.test import AsyncAPISimpleTestCase

    runs = []
    kept = []

    def leave(name):
        runs.append(name)
        kept.append(asyncio.create_task(asyncio.sleep(60)))
        wait = threading.Event().wait
        threading.Thread(target=wait, args=(60,), daemon=True).start()
        assert runs.count(name) == 3

    @pytest.fixture
    def broken():
        assert "function" not in runs

    @pytest.mark.asyncio
    @pytest.mark.django_db
    async def test_function():
        transaction.on_commit(print)
        leave("function")

    class Tests(AsyncAPISimpleTestCase):
        async def test_method(self):
            leave("method")

    @pytest.mark.asyncio
    async def test_that_leaves_nothing():
        pass
"""


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run tests of which two pass when they run for the third time."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(the_settings=SETTINGS, test_it=TESTS)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return pytester.runpytest_subprocess(
        "--ds=the_settings", "-p", "no:randomly", "-p", "no:rerunfailures", *args
    )


def test_a_test_that_runs_again_is_warned_of_once(pytester: pytest.Pytester) -> None:
    result = run(pytester)
    result.assert_outcomes(passed=3, warnings=3)
    text = str(result.stdout)
    assert text.count("LeftBehindWarning: ") == 2
    assert text.count("CommitHooksWarning: ") == 1
    assert text.count("the task sleep, made in test_it.py:") == 2
    assert text.count("(wait), started in test_it.py:") == 2


def test_a_warning_that_is_an_error_fails_each_run(pytester: pytest.Pytester) -> None:
    result = run(pytester, "-W", "error::RuntimeWarning", "-W", "error::UserWarning")
    result.assert_outcomes(passed=2, failed=1, errors=1)
